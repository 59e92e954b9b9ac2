package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.commit.TagCommand;
import dev.moraine.catalog.commit.TagService;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tags of the protocol. */
final class TagRoutes {
  private final TagService tags;

  TagRoutes(TagService tags) {
    this.tags = tags;
  }

  Wire.ListTagsResponse list(PaimonRequest request) {
    // A prefix with or without the percent sign of a pattern: Paimon's client says the one, its
    // test server reads the other.
    Page<TagName> page =
        tags.list(
            request.caller(),
            request.catalog(),
            request.table(),
            request.pattern(PaimonQuery.TAG_NAME_PREFIX).prefix(),
            request.page());
    return new Wire.ListTagsResponse(
        page.items().stream().map(TagName::value).toList(), page.nextToken());
  }

  void create(PaimonRequest request, Wire.CreateTagRequest body) {
    tags.create(
        request.caller(),
        request.catalog(),
        request.table(),
        new TagCommand(
            new TagName(body.tagName()),
            Optional.ofNullable(body.snapshotId()),
            Optional.ofNullable(body.timeRetained())));
  }

  Wire.GetTagResponse get(PaimonRequest request) {
    Tag tag = tags.get(request.caller(), request.catalog(), request.table(), name(request));
    return new Wire.GetTagResponse(
        tag.name().value(),
        tag.snapshot().json(),
        tag.createdAt().map(Instant::toEpochMilli),
        tag.timeRetained().map(Duration::toString));
  }

  void delete(PaimonRequest request) {
    tags.delete(request.caller(), request.catalog(), request.table(), name(request));
  }

  private static TagName name(PaimonRequest request) {
    return new TagName(request.segment("tag"));
  }
}
