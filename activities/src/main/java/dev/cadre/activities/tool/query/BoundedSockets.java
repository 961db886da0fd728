package dev.cadre.activities.tool.query;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Sockets that break when what comes after a request is larger than any answer that is given. The
 * driver bounds rows by itself, but holds an error in memory whatever its length, and an error may
 * quote what the query made. Behind TLS the driver has room for a message before this sees it come,
 * and may fail for want of memory. Made by the driver, by this class's name.
 */
public final class BoundedSockets extends SocketFactory {

  /** An answer with what the protocol puts around each value, which its limit counts too. */
  private static final long MOST = 3L * QueryRows.MOST_BYTES;

  /** More came than is taken. */
  static final class TooMuch extends IOException {

    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("more than is taken");
    }
  }

  @Override
  public Socket createSocket() {
    return new Bounded();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("no driver asks for an address of its own");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("no driver asks for an address of its own");
  }

  private Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = createSocket();
    socket.connect(address);
    return socket;
  }

  private static final class Bounded extends Socket {

    /** Since the last request. */
    private final AtomicLong read = new AtomicLong();

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          if (length > MOST) {
            // It makes room for all of a message before it reads it.
            throw new TooMuch();
          }
          int number = super.read(bytes, offset, length);
          return counted(number, number);
        }
      };
    }

    private int counted(int result, int bytes) throws IOException {
      if (result >= 0 && read.addAndGet(bytes) > MOST) {
        throw new TooMuch();
      }
      return result;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(int value) throws IOException {
          read.set(0);
          out.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          read.set(0);
          out.write(bytes, offset, length);
        }
      };
    }
  }
}
