package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.stream.Stream;

/**
 * A signature about which libraries differ, and the verdict of PROTOCOL section 3. A verifier is tried with all of them before
 * it decides what a log accepts.
 *
 * <p>The unnamed ones were made for this: with a good key, and R with every kind of torsion, or written in another way
 * than an encoder would. Those of {@link #COFACTORED} satisfy the cofactored equation and no other. "speccheck" are the
 * twelve cases of Chalkias, Garillot and Nikolaenko, <em>Taming the many EdDSAs</em> (2020), table 6c; every one has a key or
 * an S that does not qualify here.
 *
 * @param name what is odd about it
 * @param key the public key
 * @param message what is signed
 * @param signature R and S
 * @param valid the verdict
 */
record EdgeCase(String name, Ed25519PublicKey key, Hash message, Ed25519Signature signature, boolean valid) {

    private static final String KEY = "4c2f021c17f4442730c46a86e6358e3588644aa94a0e719ac3cd336cddfaf753";
    private static final String MESSAGE = "f53c09ca39717a45c62d9aca8f8113eddbfd5f81dcab0b33b1c1834075225e68";

    /** R is off by torsion: what tells the two equations apart. */
    static final List<EdgeCase> COFACTORED = List.of(
            new EdgeCase(
                    "R with a component of order 2",
                    KEY,
                    MESSAGE,
                    "4e4510b17469f7b567f6c782abbceffc02b1aa0ef2338b34b9f717397d8cf3a7",
                    "ec1c89015fadea26bf0b12ce30032014b9a92e1a0503961659e32ed2fa7bcf02",
                    false),
            new EdgeCase(
                    "R with a component of order 4",
                    KEY,
                    MESSAGE,
                    "f440f4fee5fbb560d7b7e9c59bd81a30f2ee406ea59ef3a45750937be04d58fe",
                    "de46f4cc5e8ca2cf1d6ade5c6b10a29a9ed89153e9ec0f52f528845974807b02",
                    false),
            new EdgeCase(
                    "R with a component of order 8",
                    KEY,
                    MESSAGE,
                    "962fd6bbb337f9311b1f887d3eb27a3d3c6aad017ae13ec6998f4d7088cb273c",
                    "30a36bf17a57cc8189f4af3f9ef2e2a1ee3aeec61a6f17463e4e2e99c494b10f",
                    false),
            new EdgeCase(
                    "R of order 2",
                    KEY,
                    MESSAGE,
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "c0c2a443537202823e4090e4560f0fe5630a27ff44abdcfbdad9899161f6580c",
                    false),
            new EdgeCase(
                    "R of order 4",
                    KEY,
                    MESSAGE,
                    "0000000000000000000000000000000000000000000000000000000000000080",
                    "280ecd12ec5380723ca1bd864d8fb128b6bb7cfc0fc42f634175081d99e69800",
                    false),
            new EdgeCase(
                    "R of order 8",
                    KEY,
                    MESSAGE,
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "45ca64959de69541acbbd816a06618670eca29ad6fc6d9b425c9e1ef0b91b30f",
                    false));

    private static final List<EdgeCase> OTHERS = List.of(
            new EdgeCase(
                    "an ordinary signature",
                    KEY,
                    MESSAGE,
                    "9fbaef4e8b96084a9809387d54431003fd4e55f10dcc74cb4608e8c682730c58",
                    "e2484be504d3476d3b06d62116c751245ae0a974d0365cb1b3d0482e44b0b903",
                    true),
            new EdgeCase(
                    "R the identity",
                    KEY,
                    MESSAGE,
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "5967ed21f0f400d98b877b16a96846c15ada48b2d7818ed8cd6f9db694ba780e",
                    true),
            new EdgeCase(
                    "another message",
                    KEY,
                    "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5",
                    "9fbaef4e8b96084a9809387d54431003fd4e55f10dcc74cb4608e8c682730c58",
                    "e2484be504d3476d3b06d62116c751245ae0a974d0365cb1b3d0482e44b0b903",
                    false),
            new EdgeCase(
                    "S plus L",
                    KEY,
                    MESSAGE,
                    "9fbaef4e8b96084a9809387d54431003fd4e55f10dcc74cb4608e8c682730c58",
                    "cf1c41421f365ac511a3cdc4f4c030395ae0a974d0365cb1b3d0482e44b0b913",
                    false),
            new EdgeCase(
                    "R the identity as y = p + 1",
                    KEY,
                    MESSAGE,
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "1b08bc4a648ed8e456ccc8e047bab53aa103025a571d36efd710e249a4d9db0c",
                    false),
            new EdgeCase(
                    "R the identity with its sign set",
                    KEY,
                    MESSAGE,
                    "0100000000000000000000000000000000000000000000000000000000000080",
                    "cb3c15bced62e37a7a3c23aca0d86598a39be3a08afe6763b62413917c336c0e",
                    false),
            new EdgeCase(
                    "A of mixed order, the equation holds",
                    "68ccd1309cc7b6580dfe0d15ceffed66cb54243fc4d5c6031d71a9a7e7659ab8",
                    "2106f840cf940ade40c66e166ff7ef7988c81abf0285249026eab3003415f7a4",
                    "9fbaef4e8b96084a9809387d54431003fd4e55f10dcc74cb4608e8c682730c58",
                    "db12ee47b7c67be90c8b6021ecd17ca057387e53e6fb7b93b958a929adc2a40a",
                    false),
            new EdgeCase(
                    "A the identity",
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    MESSAGE,
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    false),
            new EdgeCase(
                    "speccheck 0",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                    "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    false),
            new EdgeCase(
                    "speccheck 1",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                    "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
                    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
                    "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
                    false),
            new EdgeCase(
                    "speccheck 2",
                    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
                    "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                    "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
                    false),
            new EdgeCase(
                    "speccheck 3",
                    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
                    "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
                    "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f",
                    "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
                    false),
            new EdgeCase(
                    "speccheck 4",
                    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
                    "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
                    "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512",
                    "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
                    false),
            new EdgeCase(
                    "speccheck 5",
                    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
                    "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
                    "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7",
                    "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
                    false),
            new EdgeCase(
                    "speccheck 6",
                    "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
                    "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
                    "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e",
                    "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
                    false),
            new EdgeCase(
                    "speccheck 7",
                    "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
                    "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
                    "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942",
                    "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
                    false),
            new EdgeCase(
                    "speccheck 8",
                    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
                    "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
                    false),
            new EdgeCase(
                    "speccheck 9",
                    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
                    "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
                    false),
            new EdgeCase(
                    "speccheck 10",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
                    "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc",
                    "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
                    false),
            new EdgeCase(
                    "speccheck 11",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
                    "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc",
                    "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
                    false));

    /** All cases. */
    static final List<EdgeCase> ALL =
            Stream.concat(COFACTORED.stream(), OTHERS.stream()).toList();

    private EdgeCase(String name, String key, String message, String r, String s, boolean valid) {
        this(name, Ed25519PublicKey.parse(key), Hash.parse(message), Ed25519Signature.parse(r + s), valid);
    }
}
