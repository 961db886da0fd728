package dev.cadre.stores.runtime;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which addresses may be called that tenants choose: those of the public Internet. Loopback,
 * private, link-local (where clouds keep their metadata), shared (CGNAT), reserved, multicast and
 * translated addresses are refused, by IANA's special-purpose registries.
 */
public final class PublicAddresses {

  private static final List<Block> FORBIDDEN_V4 =
      List.of(
          new Block(0, 0, 8),
          new Block(10, 0, 8),
          new Block(100, 64, 10),
          new Block(127, 0, 8),
          new Block(169, 254, 16),
          new Block(172, 16, 12),
          new Block(192, 168, 16),
          new Block(198, 18, 15),
          new Block(224, 0, 3));

  /** Within 192/8, 198/8 and 203/8 these are for protocols and documents. */
  private static final List<String> FORBIDDEN_V4_24 =
      List.of(
          "192.0.0.",
          "192.0.2.",
          "192.31.196.",
          "192.52.193.",
          "192.88.99.",
          "192.175.48.",
          "198.51.100.",
          "203.0.113.");

  private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
  private static final Pattern DOTTED_QUAD =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

  /** A block by its first two bytes and its length. */
  private record Block(int first, int second, int length) {

    boolean holds(byte[] address) {
      int head = (address[0] & 0xFF) << 8 | (address[1] & 0xFF);
      int mask = (0xFFFF << (16 - length)) & 0xFFFF;
      return (head & mask) == (first << 8 | second);
    }
  }

  private PublicAddresses() {}

  public static boolean allowed(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? allowedV4(address, bytes) : allowedV6(bytes);
  }

  /** Whether a host, as an address has it, is refused already as it is written. */
  public static boolean refused(String host) {
    return disguised(host) || (literal(host) && !allowedLiteral(host));
  }

  private static boolean literal(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  private static boolean allowedLiteral(String host) {
    try {
      return allowed(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]|\\.$", "")));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Scheme, host and port, the port always written. */
  public static String origin(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
  }

  private static boolean allowedV4(InetAddress address, byte[] bytes) {
    String text = address.getHostAddress();
    return FORBIDDEN_V4.stream().noneMatch(block -> block.holds(bytes))
        && FORBIDDEN_V4_24.stream().noneMatch(text::startsWith);
  }

  /** Global unicast only, without what is translated, tunnelled or for documents. */
  private static boolean allowedV6(byte[] bytes) {
    int first = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    int second = (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    boolean globalUnicast = (first & 0xE000) == 0x2000;
    boolean protocol = first == 0x2001 && (second < 0x0200 || second == 0x0DB8);
    boolean sixToFour = first == 0x2002;
    boolean documents = first == 0x3FFF && second < 0x1000;
    return globalUnicast && !protocol && !sixToFour && !documents;
  }

  /**
   * Whether a host is written as a number in any other way than four decimals: decimal, octal, hex
   * or short forms, which resolvers read each in their own way.
   */
  public static boolean disguised(String host) {
    if (host.startsWith("[")) {
      return false;
    }
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String last = bare.substring(bare.lastIndexOf('.') + 1);
    return NUMERIC_LABEL.matcher(last).matches() && !DOTTED_QUAD.matcher(bare).matches();
  }
}
