package com.stateset.sequencer.projection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One making of a projection's tables.
 *
 * <pre>
 *   first version          ──► LIVE
 *   higher version, rebuild ──► NEXT ──► LIVE, when it is nowhere behind; the former live one is dropped
 *   verify                  ──► CHECK ──► dropped after the comparison
 * </pre>
 *
 * @param id tells it from all others, and is never used again
 * @param name the projection's name
 * @param version the projection's version
 * @param role what it is there for
 * @param startedAt when it was begun
 * @param tables what it consists of
 */
public record ProjectionBuild(
        long id, String name, int version, Role role, Instant startedAt, List<ProjectionTable> tables) {

    /** What a build is there for. */
    public enum Role {
        /** It answers. */
        LIVE,
        /** It is to take the live one's place. */
        NEXT,
        /** It is to be compared with the live one. */
        CHECK
    }

    public ProjectionBuild {
        requireIdentity(name, version);
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(startedAt, "startedAt");
        tables = List.copyOf(tables);
    }

    /**
     * Checks what names a projection and its version.
     *
     * @throws IllegalArgumentException if they cannot be
     */
    public static void requireIdentity(String name, int version) {
        ProjectionTable.requireName("projection", name);
        if (version < 1) {
            throw new IllegalArgumentException("the version of projection " + name + " is " + version + ", below 1");
        }
    }
}
