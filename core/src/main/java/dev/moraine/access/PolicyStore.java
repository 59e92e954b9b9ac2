package dev.moraine.access;

import java.util.List;
import java.util.Optional;

/** Port: policies and to whom they are attached. Managed policies are known without a row. */
public interface PolicyStore {
  Optional<Policy> find(String name);

  /** By name, ascending. */
  List<Policy> list();

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insert(Policy policy);

  /**
   * Deletes the policy, wherever it is attached.
   *
   * @return false when there was none
   */
  boolean delete(String name);

  /** To whom a policy is attached, by name. */
  List<Grantee> attachedTo(String policy);

  /**
   * @return false when it was attached already
   */
  boolean attach(String policy, Grantee grantee);

  /**
   * @return false when it was not attached
   */
  boolean detach(String policy, Grantee grantee);
}
