/**
 * The built distribution as a user runs it: started as processes, driven from outside.
 *
 * <p>Owns the play of both tutorials that {@code ./moraine demo} shows and the end-to-end tests
 * repeat. Knows no class of the server. Start reading at {@link dev.moraine.e2e.MoraineProcess}.
 */
@NullMarked
package dev.moraine.e2e;

import org.jspecify.annotations.NullMarked;
