package com.stateset.sequencer.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DomainHasherTest {

    private final DomainHasher hasher = new DomainHasher();

    @Test
    void numbers_are_big_endian_and_strings_carry_their_byte_count() throws Exception {
        UUID uuid = UUID.fromString("b837ab08-77c4-4b8e-b238-ee1d69304d0d");
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(expected)) {
            out.write("VES_LEAF_V1".getBytes(StandardCharsets.US_ASCII));
            out.writeInt(-1);
            out.writeLong(Long.MIN_VALUE + 7);
            out.writeLong(uuid.getMostSignificantBits());
            out.writeLong(uuid.getLeastSignificantBits());
            out.writeInt(8);
            out.write("größe€".substring(0, 5).getBytes(StandardCharsets.UTF_8), 0, 7);
            out.write('!');
            out.write(new byte[32]);
        }
        Hash actual = hasher.begin(Domain.LEAF)
                .u32(0xffff_ffffL)
                .u64(Long.MIN_VALUE + 7)
                .uuid(uuid)
                .string("größe!")
                .hash(Hash.ZERO)
                .finish();
        assertThat(actual).isEqualTo(sha256(expected.toByteArray()));
    }

    @Test
    void input_of_any_length_gives_the_plain_sha_256() throws Exception {
        for (int length : new int[] {0, 1, 31, 1023, 1024, 1025, 5000}) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) 'x');
            assertThat(hasher.begin().bytes(bytes).finish()).isEqualTo(sha256(bytes));
            assertThat(hasher.begin().bytes(ByteBuffer.wrap(bytes)).finish()).isEqualTo(sha256(bytes));
            assertThat(hasher.begin()
                            .bytes(Arrays.copyOf(bytes, length / 2))
                            .bytes(Arrays.copyOf(bytes, length - length / 2))
                            .finish())
                    .isEqualTo(sha256(bytes));
        }
    }

    @Test
    void beginning_anew_forgets_what_was_not_finished() {
        Hash expected = hasher.begin(Domain.LEAF).u32(1).finish();
        hasher.begin(Domain.of("OTHER")).bytes(new byte[2000]);
        assertThat(hasher.begin(Domain.LEAF).u32(1).finish()).isEqualTo(expected);
    }

    @Test
    void refuses_numbers_and_prefixes_that_do_not_fit() {
        assertThatIllegalArgumentException().isThrownBy(() -> hasher.u32(-1)).withMessageContaining("unsigned 32-bit");
        assertThatIllegalArgumentException().isThrownBy(() -> hasher.u32(1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> Domain.of("")).withMessageContaining("ASCII");
        assertThatIllegalArgumentException().isThrownBy(() -> Domain.of("größe"));
    }

    private static Hash sha256(byte[] bytes) throws NoSuchAlgorithmException, IOException {
        return Hash.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
