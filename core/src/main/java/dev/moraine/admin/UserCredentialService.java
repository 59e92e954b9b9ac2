package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.AccessKey;
import dev.moraine.identity.Administrator;
import dev.moraine.identity.Credentials;
import dev.moraine.identity.Credentials.TheLast;
import dev.moraine.identity.Principal;
import dev.moraine.identity.ServiceToken;
import dev.moraine.identity.SessionService;
import java.util.List;

/**
 * Use cases of administrators on a user's access keys, tokens and sessions. What opens nothing any
 * more does so from the next request on, with the sessions that were issued to it.
 *
 * <p>All throw {@link NotFound} for a user who is not there, and {@link Forbidden} when an
 * administrator could become, or lock out, a super administrator by it.
 */
public final class UserCredentialService {
  private final Transactions transactions;
  private final Access access;
  private final Credentials credentials;
  private final Administrator keys;
  private final SessionService sessions;

  public UserCredentialService(
      Transactions transactions,
      Access access,
      Credentials credentials,
      Administrator keys,
      SessionService sessions) {
    this.transactions = transactions;
    this.access = access;
    this.credentials = credentials;
    this.keys = keys;
    this.sessions = sessions;
  }

  /** Makes an access key and a token, told this once. */
  public Administrator.FirstCredentials createAccessKey(Principal caller, String user) {
    return keys.issue(require(caller, user, Action.CREATE_ACCESS_KEY));
  }

  /** Oldest first. */
  public List<AccessKey> accessKeys(Principal caller, String user) {
    return credentials.accessKeysOf(require(caller, user, Action.LIST_ACCESS_KEYS));
  }

  public void enableAccessKey(Principal caller, String user, String id) {
    Principal owner = require(caller, user, Action.UPDATE_ACCESS_KEY);
    requireAccessKey(owner, id);
    credentials.enable(owner, id);
  }

  /**
   * The last one too, when it is another user's.
   *
   * @throws Conflict for the caller's own last one that is enabled
   */
  public void disableAccessKey(Principal caller, String user, String id) {
    Principal owner = require(caller, user, Action.UPDATE_ACCESS_KEY);
    requireAccessKey(owner, id);
    requireDone(credentials.disable(owner, id, theLast(caller, owner)), id);
  }

  /** Like {@link #disableAccessKey}, for good. */
  public void deleteAccessKey(Principal caller, String user, String id) {
    Principal owner = require(caller, user, Action.DELETE_ACCESS_KEY);
    requireAccessKey(owner, id);
    requireDone(credentials.delete(owner, id, theLast(caller, owner)), id);
  }

  /** Oldest first. */
  public List<ServiceToken> tokens(Principal caller, String user) {
    return credentials.tokensOf(require(caller, user, Action.LIST_TOKENS));
  }

  public void revokeToken(Principal caller, String user, String id) {
    Principal owner = require(caller, user, Action.DELETE_TOKEN);
    if (!credentials.revokeToken(owner, id)) {
      throw new NotFound(ResourceKind.TOKEN, id, "User '" + user + "' has no token " + id);
    }
  }

  /** Ends all that were issued until now. */
  public void endSessions(Principal caller, String user) {
    sessions.endAllOf(require(caller, user, Action.END_USER_SESSIONS));
  }

  private Principal require(Principal caller, String userName, Action action) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, action);
          Principal user = PrincipalService.requireUser(tx, userName);
          PrincipalService.requireMayManage(tx, caller, user, "manages their credentials");
          return user;
        });
  }

  private void requireAccessKey(Principal owner, String id) {
    if (credentials.accessKeysOf(owner).stream().noneMatch(key -> key.id().equals(id))) {
      throw new NotFound(
          ResourceKind.ACCESS_KEY, id, "User '" + owner.name() + "' has no access key " + id);
    }
  }

  private static TheLast theLast(Principal caller, Principal owner) {
    return caller.name().equals(owner.name()) ? TheLast.STAYS : TheLast.GOES_TOO;
  }

  private static void requireDone(boolean done, String id) {
    if (!done) {
      throw new Conflict(
          "Access key " + id + " is your only one that is enabled; create another one first");
    }
  }
}
