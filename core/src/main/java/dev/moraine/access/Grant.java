package dev.moraine.access;

import java.time.Instant;
import java.util.Optional;

/**
 * One privilege on one thing, given to a user or role.
 *
 * @param expiresAt when it ends by itself; empty for never
 */
public record Grant(
    Grantee grantee,
    Securable securable,
    Privilege privilege,
    Optional<Instant> expiresAt,
    Instant grantedAt,
    String grantedBy) {}
