package dev.moraine.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Makes the administrator's first credentials. */
public final class Administrator {
  public static final Principal ROOT = new Principal("root");

  private final Credentials credentials;
  private final SecretCipher cipher;
  private final RandomText random;
  private final Clock clock;

  public Administrator(
      Credentials credentials, SecretCipher cipher, SecureRandom random, Clock clock) {
    this.credentials = credentials;
    this.cipher = cipher;
    this.random = new RandomText(random);
    this.clock = clock;
  }

  /** The first credentials in clear, to be handed over once. */
  public record FirstCredentials(String accessKeyId, String accessKeySecret, BearerToken token) {
    @Override
    public String toString() {
      return "FirstCredentials[" + accessKeyId + ", ******]";
    }
  }

  /** Where the first credentials are put, durably, before the database knows them. */
  public interface HandOver {
    void accept(FirstCredentials credentials);

    /** Another server was faster: what was handed over opens nothing. */
    void takeBack();
  }

  /**
   * Creates the administrator's access key and token where no credentials exist yet.
   *
   * <p>They are handed over before they are stored: a crash in between leaves a file without effect
   * that the next start writes anew, never a stored key that nobody knows.
   *
   * @return empty when there were credentials already
   */
  public Optional<FirstCredentials> createIfAbsent(HandOver handOver) {
    if (credentials.findAnyAccessKey().isPresent()) {
      return Optional.empty();
    }
    FirstCredentials first =
        new FirstCredentials(random.accessKeyId(), random.secret(), random.token());
    handOver.accept(first);
    AccessKey accessKey =
        new AccessKey(
            first.accessKeyId(),
            ROOT,
            cipher.encrypt(first.accessKeyId(), first.accessKeySecret()),
            clock.instant());
    if (!credentials.addFirst(accessKey, first.token().digest(), clock.instant())) {
      handOver.takeBack();
      return Optional.empty();
    }
    return Optional.of(first);
  }

  /** Makes a further access key and token for somebody, in clear this once. */
  public FirstCredentials issue(Principal owner) {
    FirstCredentials made =
        new FirstCredentials(random.accessKeyId(), random.secret(), random.token());
    credentials.add(
        new AccessKey(
            made.accessKeyId(),
            owner,
            cipher.encrypt(made.accessKeyId(), made.accessKeySecret()),
            clock.instant()));
    credentials.add(
        new ServiceToken(
            made.token().digest(),
            "with access key " + made.accessKeyId(),
            owner,
            clock.instant(),
            Optional.empty(),
            Optional.empty()));
    return made;
  }

  /** Whether the stored secrets were encrypted under the master key that this server has. */
  public boolean holdsTheKey() {
    return credentials
        .findAnyAccessKey()
        .map(key -> cipher.opens(key.id(), key.encryptedSecret()))
        .orElse(true);
  }
}
