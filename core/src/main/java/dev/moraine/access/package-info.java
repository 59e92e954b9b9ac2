/**
 * Who may do what: privileges and grants on things, policies on API actions, and the decision.
 *
 * <p>Owns the rules ({@link dev.moraine.access.Decision}), and the ports under which users, roles,
 * policies and grants are stored. Knows things by kind and id only, not what they are; names are
 * looked up by {@code dev.moraine.catalog.Access}, which asks for a decision in each use case.
 * Start reading at {@link dev.moraine.access.Decision}.
 */
@NullMarked
package dev.moraine.access;

import org.jspecify.annotations.NullMarked;
