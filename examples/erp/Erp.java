import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A made-up ERP on loopback: {@code java examples/erp/Erp.java [PORT]}. It answers what
 * catalogue.yaml's tools ask, prints each request, and remembers nothing.
 */
class Erp {

  private static final Map<String, String> DEBTS =
      Map.of(
          "0123456789",
          """
          {"customer": "Halden Bakery", "currency": "EUR", "total": "1840.00", "invoices": [
            {"number": "2026-118", "amount": "1240.00", "due": "2026-09-30", "daysOverdue": 57},
            {"number": "2026-131", "amount": "600.00", "due": "2026-12-15", "daysOverdue": 0}]}""",
          "9876543210",
          """
          {"customer": "Orrin Tiles", "currency": "EUR", "total": "0.00", "invoices": []}""");

  private static final Map<String, String> PAYMENTS =
      Map.of(
          "0123456789",
          """
          {"payments": [{"invoice": "2026-102", "amount": "980.00", "paid": "2026-08-28", "daysLate": 12},
            {"invoice": "2026-090", "amount": "1100.00", "paid": "2026-07-02", "daysLate": 3}]}""",
          "9876543210",
          """
          {"payments": [{"invoice": "2026-120", "amount": "420.00", "paid": "2026-10-01", "daysLate": 0}]}""");

  private static final Map<String, String> SHIPMENTS =
      Map.of(
          "S-4411",
          """
          {"number": "S-4411", "customer": "Halden Bakery", "state": "IN_TRANSIT", "carrier": "Nordline",
            "promised": "2026-11-24", "expected": "2026-11-28", "last": "Customs, 2026-11-25"}""");

  private static final String LATE =
      """
      {"shipments": [{"number": "S-4411", "customer": "Halden Bakery", "daysLate": 4}]}""";

  private static final String SALES =
      """
      {"months": ["2026-08", "2026-09", "2026-10"], "net": ["18200.00", "16950.00", "21430.00"], "currency": "EUR"}""";

  private static final Pattern DEBT = Pattern.compile("/customers/([^/]+)/(debt|payments)");
  private static final Pattern SHIPMENT = Pattern.compile("/shipments/([^/]+)");

  public static void main(String[] arguments) throws IOException {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9100;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", Erp::answer);
    server.start();
    System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    String found = found(path);
    byte[] body =
        (found == null ? "{\"error\": \"not found\"}" : found).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(found == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Null when there is no such thing. */
  private static String found(String path) {
    Matcher customer = DEBT.matcher(path);
    if (customer.matches()) {
      return (customer.group(2).equals("debt") ? DEBTS : PAYMENTS).get(customer.group(1));
    }
    return switch (path) {
      case "/shipments" -> LATE;
      case "/sales" -> SALES;
      default -> {
        Matcher shipment = SHIPMENT.matcher(path);
        yield shipment.matches() ? SHIPMENTS.get(shipment.group(1)) : null;
      }
    };
  }
}
