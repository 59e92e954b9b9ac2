/**
 * The commit: whose snapshot becomes a table's next one.
 *
 * <p>Owns the order of file and pointer, replays, lost races and rollbacks, and what hangs on
 * snapshots: tags and consumers. Knows snapshots as {@link dev.moraine.catalog.Snapshot}, not
 * Paimon's classes. Start reading at {@link dev.moraine.catalog.commit.CommitService}.
 */
@NullMarked
package dev.moraine.catalog.commit;

import org.jspecify.annotations.NullMarked;
