package dev.cadre.stores.runtime;

import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The only way to PostgreSQL: transactions that see one tenant's rows, and, for the few tables
 * without a tenant, system transactions that see none of them.
 */
public final class Postgres implements AutoCloseable {

  private static final int ANY = -1;
  private static final Duration ACQUIRE = Duration.ofSeconds(10);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** How long work may hold a connection; the longest of ours waits for Temporal besides. */
  private static final Duration HELD = Duration.ofMinutes(2);

  /** Says in the context of work that it waits for no share: it is in a transaction already. */
  private static final Object INSIDE = new Object();

  private final ConnectionPool pool;
  private final DatabaseClient client;
  private final TransactionalOperator transaction;

  /** Half of the connections: what one tenant asks for leaves the others room. */
  private final Shares<TenantId> shares;

  public Postgres(PostgresSettings settings) {
    this(settings, HELD);
  }

  Postgres(PostgresSettings settings, Duration longest) {
    var held = new HeldConnections<>(longest, Connection::close);
    ConnectionFactoryOptions options =
        ConnectionFactoryOptions.parse(settings.url())
            .mutate()
            .option(ConnectionFactoryOptions.USER, settings.username())
            .option(ConnectionFactoryOptions.PASSWORD, settings.password())
            .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, CONNECT)
            // A peer that vanished without a word is noticed by the operating system.
            .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true)
            // The server waits as little for a process that vanished, whose locks others want.
            .option(
                PostgresqlConnectionFactoryProvider.OPTIONS,
                Map.of("idle_in_transaction_session_timeout", Long.toString(longest.toMillis())))
            .build();
    pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(ConnectionFactories.get(options))
                .initialSize(0)
                .maxSize(settings.poolSize())
                .maxIdleTime(Duration.ofMinutes(5))
                .maxAcquireTime(ACQUIRE)
                .maxCreateConnectionTime(CONNECT)
                // The driver knows when the server has gone; asking would be a round trip a use.
                .validationDepth(ValidationDepth.LOCAL)
                .postAllocate(held::taken)
                .preRelease(held::left)
                .build());
    shares = new Shares<>(Math.max(1, settings.poolSize() / 2), ANY, ACQUIRE);
    client = DatabaseClient.create(pool);
    transaction = TransactionalOperator.create(new R2dbcTransactionManager(pool));
  }

  /** One transaction that sees and writes only this tenant's rows. */
  public <T> Mono<T> inTenant(TenantId tenant, Function<DatabaseClient, Mono<T>> work) {
    Mono<T> whole =
        transaction.transactional(enter(tenant).then(Mono.defer(() -> work.apply(client))));
    return Mono.deferContextual(context ->
        context.hasKey(INSIDE)
            ? whole
            : shares
                .one(tenant, whole)
                .onErrorMap(TimeoutException.class, Postgres::busy)
                .contextWrite(inside -> inside.put(INSIDE, true)));
  }

  /** As {@link #inTenant}, for many rows. */
  public <T> Flux<T> manyInTenant(TenantId tenant, Function<DatabaseClient, Publisher<T>> work) {
    Flux<T> whole =
        transaction.transactional(enter(tenant).thenMany(Flux.defer(() -> work.apply(client))));
    return Flux.deferContextual(context ->
        context.hasKey(INSIDE)
            ? whole
            : shares
                .many(tenant, whole)
                .onErrorMap(TimeoutException.class, Postgres::busy)
                .contextWrite(inside -> inside.put(INSIDE, true)));
  }

  private static R2dbcTimeoutException busy(TimeoutException over) {
    return new R2dbcTimeoutException("the tenant's share of connections is in use", over);
  }

  /**
   * One statement that commits by itself: a call of a function that enters its tenant itself, as
   * its first act and no longer than for this statement.
   */
  public <T> Mono<T> alone(Function<DatabaseClient, Mono<T>> statement) {
    return Mono.defer(() -> statement.apply(client));
  }

  /**
   * Whether a function of the database has done its work: one that enters its tenant itself, alone.
   *
   * @param values in the order of its parameters; a null one by {@link Sql#orNull}
   */
  public Mono<Boolean> done(String function, List<Object> values) {
    String parameters =
        IntStream.rangeClosed(1, values.size())
            .mapToObj(i -> "$" + i)
            .collect(Collectors.joining(", "));
    String sql = "select %s(%s) as it".formatted(function, parameters);
    return alone(
        client -> Sql.of(client, sql, values.toArray()).map(row -> Columns.flag(row, "it")).one());
  }

  /** As {@link #alone}, for many rows. */
  public <T> Flux<T> manyAlone(Function<DatabaseClient, Publisher<T>> statement) {
    return Flux.defer(() -> statement.apply(client));
  }

  /** One transaction without a tenant: the tables of tenants show no row. */
  public <T> Mono<T> inSystem(Function<DatabaseClient, Mono<T>> work) {
    return transaction
        .transactional(Mono.defer(() -> work.apply(client)))
        .contextWrite(context -> context.put(INSIDE, true));
  }

  /** As {@link #inSystem}, for many rows. */
  public <T> Flux<T> manyInSystem(Function<DatabaseClient, Publisher<T>> work) {
    return transaction
        .transactional(Flux.defer(() -> work.apply(client)))
        .contextWrite(context -> context.put(INSIDE, true));
  }

  private Mono<Void> enter(TenantId tenant) {
    // The third argument makes it local to the transaction: the session form leaks to the pool's
    // next user.
    return client
        .sql("select set_config('app.tenant_id', $1, true)")
        .bind(0, tenant.toString())
        .fetch()
        .one()
        .then();
  }

  @Override
  public void close() {
    pool.dispose();
  }
}
