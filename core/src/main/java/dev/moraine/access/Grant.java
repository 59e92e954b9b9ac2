package dev.moraine.access;

import java.time.Instant;
import java.util.Optional;

/**
 * One privilege on one thing, given to a user or role.
 *
 * @param restriction what reading by it is held to; only where the privilege is SELECT on a table
 * @param expiresAt when it ends by itself; empty for never
 */
public record Grant(
    Grantee grantee,
    Securable securable,
    Privilege privilege,
    Restriction restriction,
    Optional<Instant> expiresAt,
    Instant grantedAt,
    String grantedBy) {}
