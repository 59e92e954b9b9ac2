/**
 * Who called which API, from where, about what, and what came of it.
 *
 * <p>Owns what is kept of a call, how it is kept without holding the call up, and who may search
 * it. Must not know HTTP, and nothing that could hold a secret: neither bodies nor headers. Start
 * reading at {@link dev.moraine.audit.Audit}.
 */
@NullMarked
package dev.moraine.audit;

import org.jspecify.annotations.NullMarked;
