package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Consumer;
import dev.moraine.catalog.ConsumerId;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.commit.ConsumerService;
import java.util.Optional;

/** Consumers of the protocol. */
final class ConsumerRoutes {
  private final ConsumerService consumers;

  ConsumerRoutes(ConsumerService consumers) {
    this.consumers = consumers;
  }

  Wire.ListConsumersResponse list(PaimonRequest request) {
    Page<Consumer> page =
        consumers.list(request.caller(), request.catalog(), request.table(), request.page());
    return new Wire.ListConsumersResponse(
        page.items().stream()
            .map(each -> new Wire.Consumer(each.id().value(), each.nextSnapshotId()))
            .toList(),
        page.nextToken());
  }

  /** The protocol's way to forget a consumer is to set it back to nothing. */
  void reset(PaimonRequest request, Wire.ResetConsumerRequest body) {
    ConsumerId id = new ConsumerId(body.consumerId());
    Optional.ofNullable(body.nextSnapshotId())
        .ifPresentOrElse(
            next ->
                consumers.reset(
                    request.caller(), request.catalog(), request.table(), new Consumer(id, next)),
            () -> consumers.delete(request.caller(), request.catalog(), request.table(), id));
  }
}
