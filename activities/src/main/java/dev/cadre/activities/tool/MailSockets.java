package dev.cadre.activities.tool;

import dev.cadre.stores.runtime.PublicAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of one mail: they connect to public addresses only, unless whoever runs this installation
 * allows the server. What is asked is the very address that is connected to, so that a name that
 * answers otherwise the next time gains nothing.
 */
public final class MailSockets {

  private final boolean free;
  private final SSLSocketFactory wrapping;
  private final AtomicReference<@Nullable Socket> last = new AtomicReference<>();

  /**
   * Sockets.
   *
   * @param free whether any address will do
   * @param wrapping makes them speak TLS
   */
  public MailSockets(boolean free, SSLSocketFactory wrapping) {
    this.free = free;
    this.wrapping = wrapping;
  }

  /** The address is not a public one. */
  public static final class Forbidden extends IOException {

    private static final long serialVersionUID = 1L;

    Forbidden() {
      super("not a public address");
    }
  }

  private final class Guarded extends Socket {

    @Override
    public void connect(SocketAddress to, int timeout) throws IOException {
      InetAddress address = to instanceof InetSocketAddress inet ? inet.getAddress() : null;
      if (address == null) {
        throw new UnknownHostException();
      }
      if (!free && !PublicAddresses.allowed(address)) {
        throw new Forbidden();
      }
      super.connect(to, timeout);
    }

    @Override
    public void connect(SocketAddress to) throws IOException {
      connect(to, 0);
    }
  }

  /** Whether a host may be looked up at all. */
  public static boolean disguised(String host) {
    return PublicAddresses.disguised(host);
  }

  /** Breaks what is open, from another thread. */
  public void abort() {
    Socket socket = last.get();
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException _) {
        // Then it is closed already.
        last.set(null);
      }
    }
  }

  private Socket fresh() {
    Socket socket = new Guarded();
    last.set(socket);
    return socket;
  }

  /** Sockets without TLS. */
  public SocketFactory plain() {
    return new Plain();
  }

  /** Sockets that are wrapped once they are connected. */
  public SSLSocketFactory tls() {
    return new Wrapped();
  }

  private final class Plain extends SocketFactory {

    @Override
    public Socket createSocket() {
      return fresh();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return connected(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return connected(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return connected(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return connected(host.getHostAddress(), port);
    }
  }

  private Socket connected(String host, int port) throws IOException {
    Socket socket = fresh();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  /** The client connects what it is given, and has it wrapped afterwards. */
  private final class Wrapped extends SSLSocketFactory {

    @Override
    public Socket createSocket() {
      return fresh();
    }

    @Override
    public Socket createSocket(Socket inner, String host, int port, boolean autoClose)
        throws IOException {
      return wrapping.createSocket(inner, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return createSocket(connected(host, port), host, port, true);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return createSocket(host.getHostAddress(), port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return wrapping.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return wrapping.getSupportedCipherSuites();
    }
  }
}
