package dev.moraine.persistence;

import dev.moraine.access.Network;
import dev.moraine.access.NetworkStore;
import dev.moraine.access.TrustedNetwork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlNetworks implements NetworkStore {
  private final Handle handle;

  SqlNetworks(Handle handle) {
    this.handle = handle;
  }

  @Override
  public List<TrustedNetwork> list() {
    return handle
        .createQuery(
            """
            SELECT    n.name, n.network, c.name AS catalog, n.created_at_ms, n.created_by
            FROM      trusted_networks n
            LEFT JOIN catalogs c ON c.catalog_id = n.catalog_id
            ORDER BY  CASE WHEN c.name IS NULL THEN 0 ELSE 1 END, c.name, n.name, n.network
            """)
        .map(
            (row, context) ->
                new TrustedNetwork(
                    row.getString("name"),
                    Network.parse(row.getString("network")),
                    Optional.ofNullable(row.getString("catalog")),
                    Instant.ofEpochMilli(row.getLong("created_at_ms")),
                    row.getString("created_by")))
        .list();
  }

  @Override
  public List<Network> trusted(Optional<String> catalogNameOrId) {
    return handle
        .createQuery(
            """
            SELECT network
            FROM   trusted_networks
            WHERE  catalog_id IS NULL
            OR     catalog_id IN (
              SELECT catalog_id
              FROM   catalogs
              WHERE  name = :catalog OR catalog_id = :catalog
            )
            """)
        .bind("catalog", catalogNameOrId.orElse(""))
        .map((row, context) -> Network.parse(row.getString("network")))
        .list();
  }

  @Override
  public boolean insert(TrustedNetwork network) {
    return handle
            .createUpdate(
                """
                INSERT INTO trusted_networks (catalog_id, name, network, created_at_ms, created_by)
                SELECT (SELECT catalog_id FROM catalogs WHERE name = :catalog),
                       :name, :network, :createdAt, :createdBy
                WHERE  NOT EXISTS (
                  SELECT 1
                  FROM   trusted_networks n
                  WHERE  n.name = :name AND n.network = :network
                  AND    COALESCE(n.catalog_id, '') = COALESCE(
                    (SELECT catalog_id FROM catalogs WHERE name = :catalog), '')
                )
                """)
            .bind("catalog", network.catalog().orElse(""))
            .bind("name", network.name())
            .bind("network", network.network().toString())
            .bind("createdAt", network.createdAt().toEpochMilli())
            .bind("createdBy", network.createdBy())
            .execute()
        == 1;
  }

  @Override
  public int delete(Optional<String> catalog, String nameOrNetwork) {
    return handle
        .createUpdate(
            """
            DELETE FROM trusted_networks
            WHERE  (name = :wanted OR network = :wanted)
            AND    COALESCE(catalog_id, '') = COALESCE(
              (SELECT catalog_id FROM catalogs WHERE name = :catalog), '')
            """)
        .bind("wanted", nameOrNetwork)
        .bind("catalog", catalog.orElse(""))
        .execute();
  }
}
