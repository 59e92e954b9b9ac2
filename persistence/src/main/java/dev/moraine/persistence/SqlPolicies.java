package dev.moraine.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moraine.access.Grantee;
import dev.moraine.access.Policy;
import dev.moraine.access.PolicyStore;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlPolicies implements PolicyStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Handle handle;

  SqlPolicies(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Policy> find(String name) {
    return handle
        .createQuery(
            """
            SELECT statements
            FROM   policies
            WHERE  name = :name
            """)
        .bind("name", name)
        .mapTo(String.class)
        .findOne()
        .map(statements -> policy(name, statements));
  }

  @Override
  public List<Policy> list() {
    return handle
        .createQuery(
            """
            SELECT name, statements
            FROM   policies
            ORDER  BY name
            """)
        .map((row, context) -> policy(row.getString(1), row.getString(2)))
        .list();
  }

  @Override
  public boolean insert(Policy policy) {
    return handle
            .createUpdate(
                """
                INSERT INTO policies (name, statements)
                VALUES (:name, :statements)
                ON CONFLICT (name) DO NOTHING
                """)
            .bind("name", policy.name())
            .bind("statements", write(policy))
            .execute()
        == 1;
  }

  @Override
  public boolean delete(String name) {
    handle
        .createUpdate(
            """
            DELETE FROM policy_attachments
            WHERE  policy = :name
            """)
        .bind("name", name)
        .execute();
    return handle
            .createUpdate(
                """
                DELETE FROM policies
                WHERE  name = :name
                """)
            .bind("name", name)
            .execute()
        == 1;
  }

  @Override
  public List<Grantee> attachedTo(String policy) {
    return handle
        .createQuery(
            """
            SELECT grantee
            FROM   policy_attachments
            WHERE  policy = :policy
            ORDER  BY grantee
            """)
        .bind("policy", policy)
        .map((row, context) -> Grantee.parse(row.getString(1)))
        .list();
  }

  @Override
  public boolean attach(String policy, Grantee grantee) {
    return handle
            .createUpdate(
                """
                INSERT INTO policy_attachments (grantee, policy)
                VALUES (:grantee, :policy)
                ON CONFLICT (grantee, policy) DO NOTHING
                """)
            .bind("grantee", grantee.toString())
            .bind("policy", policy)
            .execute()
        == 1;
  }

  @Override
  public boolean detach(String policy, Grantee grantee) {
    return handle
            .createUpdate(
                """
                DELETE FROM policy_attachments
                WHERE  grantee = :grantee AND policy = :policy
                """)
            .bind("grantee", grantee.toString())
            .bind("policy", policy)
            .execute()
        == 1;
  }

  /** The policy that an attachment means; without statements it is a managed one. */
  static Optional<Policy> policy(String name, Optional<String> statements) {
    return statements.map(json -> policy(name, json)).or(() -> Policy.managed(name));
  }

  private static Policy policy(String name, String statements) {
    try {
      return new Policy(
          name, JSON.readValue(statements, new TypeReference<List<Policy.Statement>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The database holds a policy that is not JSON", e);
    }
  }

  private static String write(Policy policy) {
    try {
      return JSON.writeValueAsString(policy.statements());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A policy's statements are always JSON", e);
    }
  }
}
