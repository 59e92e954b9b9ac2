package dev.moraine.catalog.commit;

import dev.moraine.catalog.TagName;
import java.util.Optional;

/**
 * A tag to be made.
 *
 * @param snapshotId the newest one when empty
 * @param timeRetained a duration; empty leaves it to the table's options
 */
public record TagCommand(TagName name, Optional<Long> snapshotId, Optional<String> timeRetained) {}
