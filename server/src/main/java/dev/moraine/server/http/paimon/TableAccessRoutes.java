package dev.moraine.server.http.paimon;

import dev.moraine.catalog.ReadRules;
import dev.moraine.catalog.StorageCredentials;
import dev.moraine.catalog.TableAccessService;
import java.util.Optional;

/** What the protocol tells an engine before it reads a table's files. */
final class TableAccessRoutes {
  private final TableAccessService access;

  TableAccessRoutes(TableAccessService access) {
    this.access = access;
  }

  Wire.GetTableTokenResponse token(PaimonRequest request) {
    StorageCredentials credentials =
        access.credentials(request.caller(), request.client(), request.catalog(), request.table());
    return new Wire.GetTableTokenResponse(
        credentials.options(), credentials.expiresAt().toEpochMilli());
  }

  Wire.AuthTableQueryResponse auth(PaimonRequest request, Wire.AuthTableQueryRequest body) {
    ReadRules rules =
        access.rules(
            request.caller(),
            request.client(),
            request.catalog(),
            request.table(),
            Optional.ofNullable(body.select()));
    // A list without filters would still cost clients: they wrap every split for one.
    return new Wire.AuthTableQueryResponse(
        Optional.of(rules.rowFilters()).filter(filters -> !filters.isEmpty()),
        Optional.of(rules.columnMasks()).filter(masks -> !masks.isEmpty()));
  }
}
