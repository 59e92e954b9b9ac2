package dev.moraine.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Security tokens that carry their session themselves, secret included, so that no server has to
 * look one up.
 *
 * <p>Shape, in Base64 for URLs: 1 byte format, 4 bytes that name the key, 12 bytes nonce, then the
 * session under AES-256-GCM, which also covers the bytes before the nonce. The key is derived from
 * the master key, so servers with one master key read each other's tokens.
 */
final class SessionTokens implements SecurityTokens {
  private static final byte FORMAT = 1;
  private static final int KEY_NAME_BYTES = 4;
  private static final int HEADER_BYTES = 1 + KEY_NAME_BYTES;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEPT_OPEN = 1_000;

  private final SecretKeySpec key;
  private final byte[] header;
  private final SecureRandom random;
  private final BoundedCache<String, IssuedSession> opened = new BoundedCache<>(KEPT_OPEN);

  SessionTokens(byte[] masterKey, SecureRandom random) {
    SecretKeySpec master = new SecretKeySpec(masterKey, "HmacSHA256");
    this.key =
        new SecretKeySpec(SigningSecret.hmac(master, "moraine session tokens: key 1"), "AES");
    byte[] keyName = SigningSecret.hmac(master, "moraine session tokens: name of key 1");
    this.header =
        ByteBuffer.allocate(HEADER_BYTES).put(FORMAT).put(keyName, 0, KEY_NAME_BYTES).array();
    this.random = random;
  }

  String seal(IssuedSession session) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(write(session));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + sealed.length)
                  .put(header)
                  .put(nonce)
                  .put(sealed)
                  .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A session could not be sealed", e);
    }
  }

  @Override
  public Optional<IssuedSession> open(String securityToken) {
    Optional<IssuedSession> known = opened.find(securityToken);
    if (known.isPresent()) {
      return known;
    }
    Optional<IssuedSession> session = unseal(securityToken);
    session.ifPresent(each -> opened.put(securityToken, each));
    return session;
  }

  private Optional<IssuedSession> unseal(String securityToken) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(securityToken));
      if (bytes.remaining() < HEADER_BYTES + NONCE_BYTES + TAG_BITS / Byte.SIZE) {
        return Optional.empty();
      }
      if (!Arrays.equals(take(bytes, HEADER_BYTES), header)) {
        return Optional.empty();
      }
      byte[] nonce = take(bytes, NONCE_BYTES);
      return Optional.of(
          read(cipher(Cipher.DECRYPT_MODE, nonce).doFinal(take(bytes, bytes.remaining()))));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Not Base64, or not sealed under this key.
      return Optional.empty();
    }
  }

  private static byte[] take(ByteBuffer bytes, int length) {
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(header);
    return cipher;
  }

  private static byte[] write(IssuedSession issued) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(issued.principal().name());
      out.writeUTF(issued.session().id());
      out.writeUTF(issued.session().role().orElse(""));
      out.writeLong(issued.session().expiresAt().toEpochMilli());
      out.writeUTF(issued.secret().value());
      out.writeUTF(issued.issuedTo().kind().name());
      out.writeUTF(issued.issuedTo().value());
      out.writeLong(issued.issuedAt().toEpochMilli());
      out.writeInt(issued.principal().roles().size());
      for (String told : issued.principal().roles()) {
        out.writeUTF(told);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static IssuedSession read(byte[] sealed) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sealed))) {
      String name = in.readUTF();
      String id = in.readUTF();
      String role = in.readUTF();
      Instant expiresAt = Instant.ofEpochMilli(in.readLong());
      Session session =
          new Session(id, role.isEmpty() ? Optional.empty() : Optional.of(role), expiresAt);
      SigningSecret secret = new SigningSecret(in.readUTF());
      CredentialId issuedTo =
          new CredentialId(CredentialId.Kind.valueOf(in.readUTF()), in.readUTF());
      Instant issuedAt = Instant.ofEpochMilli(in.readLong());
      Set<String> roles = new HashSet<>();
      for (int left = in.readInt(); left > 0; left--) {
        roles.add(in.readUTF());
      }
      return new IssuedSession(
          new Principal(name, Optional.of(session), roles), secret, issuedTo, issuedAt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
