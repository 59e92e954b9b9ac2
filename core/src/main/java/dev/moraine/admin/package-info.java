/**
 * Use cases of those who administrate: users and roles, policies, grants.
 *
 * <p>Owns who may change what others may do. What a right means, {@code dev.moraine.access} knows,
 * and what there are rights on, {@code dev.moraine.catalog}. Start reading at {@link
 * dev.moraine.admin.GrantService}.
 */
@NullMarked
package dev.moraine.admin;

import org.jspecify.annotations.NullMarked;
