package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Many clients on the one session: nobody may see another's parameters, answers, statements or open transaction. */
@Tag("slow")
@Timeout(180)
class SharedConnectionsTest {

  private static final Duration IDLE_IN_TRANSACTION = Duration.ofMillis(1500);

  @TempDir static Path home;

  private static LocalPostgres postgres;

  @BeforeAll
  static void start() {
    postgres =
        LocalPostgres.start(
            LocalPostgresOptions.in(home.resolve("data")).withIdleInTransactionTimeout(IDLE_IN_TRANSACTION));
  }

  @AfterAll
  static void the_engine_was_never_restarted() {
    try (LocalPostgres closing = postgres) {
      assertThat(closing.restarts()).isZero();
      assertThat(closing.isRunning()).isTrue();
    }
  }

  @BeforeEach
  void empty_table() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "drop table if exists item");
      execute(connection, "create table item (id int primary key, text text)");
    }
  }

  @Test
  void large_parameters_of_many_threads_never_mix() throws Exception {
    int threads = 8;
    int rounds = 100;
    List<Callable<Integer>> clients = new ArrayList<>();
    for (int client = 0; client < threads; client++) {
      int number = client;
      clients.add(() -> askAndCheck(number, rounds));
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      int right = 0;
      for (Future<Integer> answers : executor.invokeAll(clients, 150, TimeUnit.SECONDS)) {
        right += answers.get();
      }
      assertThat(right).isEqualTo(threads * rounds);
    }
  }

  /** Even clients send 300 KB at a time, odd ones a few bytes; every third round is a transaction of two statements. */
  private static int askAndCheck(int client, int rounds) throws SQLException {
    Random random = new Random(client);
    int right = 0;
    try (Connection connection = connect();
        PreparedStatement echo = connection.prepareStatement("select ? || ':' || md5(?), length(?)")) {
      for (int round = 0; round < rounds; round++) {
        boolean transaction = round % 3 == 0;
        connection.setAutoCommit(!transaction);
        String parameter = text(random, client % 2 == 0 ? 300_000 + random.nextInt(1000) : 10);
        echo.setString(1, client + "/" + round);
        echo.setString(2, parameter);
        echo.setString(3, parameter);
        for (int repeat = 0; repeat < (transaction ? 2 : 1); repeat++) {
          try (ResultSet answer = echo.executeQuery()) {
            answer.next();
            assertThat(answer.getString(1)).isEqualTo(client + "/" + round + ":" + md5(parameter));
            assertThat(answer.getInt(2)).isEqualTo(parameter.length());
          }
        }
        if (transaction) {
          connection.commit();
        }
        right++;
      }
    }
    return right;
  }

  @Test
  void batches_of_inserts_from_several_threads_all_arrive_whole() throws Exception {
    List<Callable<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      int base = writer * 1000;
      writers.add(
          () -> {
            try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("insert into item values (?, ?)")) {
              for (int i = 0; i < 200; i++) {
                insert.setInt(1, base + i);
                insert.setString(2, Integer.toString(base + i).repeat(500));
                insert.addBatch();
              }
              insert.executeBatch();
            }
            return null;
          });
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (Future<Void> writer : executor.invokeAll(writers)) {
        writer.get();
      }
    }
    try (Connection connection = connect()) {
      assertThat(query(connection, "select count(*) from item where text = repeat(id::text, 500)")).isEqualTo("800");
    }
  }

  @Test
  void others_wait_for_an_open_transaction_and_then_go_on() throws Exception {
    try (Connection holder = connect();
        Connection other = connect();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      holder.setAutoCommit(false);
      execute(holder, "insert into item values (1, 'one')");
      Future<String> count = executor.submit(() -> query(other, "select count(*) from item"));

      assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> count.get(200, TimeUnit.MILLISECONDS));
      execute(holder, "insert into item values (2, 'two')");
      assertThat(count.isDone()).isFalse();
      holder.commit();

      assertThat(count.get(5, TimeUnit.SECONDS)).isEqualTo("2");
    }
  }

  @Test
  void an_error_inside_a_transaction_holds_the_others_until_its_rollback() throws Exception {
    try (Connection holder = connect();
        Connection other = connect();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      holder.setAutoCommit(false);
      execute(holder, "insert into item values (1, 'one')");
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute(holder, "select 1/0"));
      Future<String> count = executor.submit(() -> query(other, "select count(*) from item"));

      assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> count.get(200, TimeUnit.MILLISECONDS));
      holder.rollback();

      assertThat(count.get(5, TimeUnit.SECONDS)).isEqualTo("0");
    }
  }

  @Test
  void a_client_that_vanishes_inside_a_transaction_is_rolled_back_and_releases_the_engine() throws Exception {
    try (Connection other = connect()) {
      try (Wire client = new Wire()) {
        client.query("begin");
        assertThat(client.status()).isEqualTo('T');
        client.query("insert into item values (1, 'lost')");
        assertThat(client.status()).isEqualTo('T');
      }
      assertThat(query(other, "select count(*) from item")).isEqualTo("0");
    }
  }

  @Test
  void a_client_that_vanishes_in_the_middle_of_a_batch_changes_nothing() throws Exception {
    try (Connection other = connect()) {
      try (Wire client = new Wire()) {
        client.send('P', "\0insert into item values (1, 'half')\0\0\0");
        client.send('B', "\0\0\0\0\0\0\0\0");
        client.send('E', "\0\0\0\0\0");
        // A flush makes the server run what it has, without ending the batch.
        client.send('H', "");
        assertThat(client.typesUntil('C')).isEqualTo("12C");
      }
      assertThat(query(other, "select count(*) from item")).isEqualTo("0");
    }
  }

  @Test
  void a_batch_that_arrives_byte_by_byte_is_not_mixed_with_others() throws Exception {
    byte[] batch =
        Wire.bytes(
            Wire.message('P', "\0select 'slow'\0\0\0"),
            Wire.message('B', "\0\0\0\0\0\0\0\0"),
            Wire.message('E', "\0\0\0\0\0"),
            Wire.message('S', ""));
    try (Wire slow = new Wire();
        Connection quick = connect()) {
      for (byte one : batch) {
        slow.write(one);
        assertThat(query(quick, "select 'quick'")).isEqualTo("quick");
      }
      assertThat(slow.typesUntil('Z')).isEqualTo("12DCZ");
    }
  }

  @Test
  void server_side_statements_of_two_connections_have_names_of_their_own() throws Exception {
    String url = postgres.jdbcUrl() + "&prepareThreshold=1";
    try (Connection one = DriverManager.getConnection(url.replace("prepareThreshold=0&", ""));
        Connection two = DriverManager.getConnection(url.replace("prepareThreshold=0&", ""));
        PreparedStatement first = one.prepareStatement("select 'first' || ?");
        PreparedStatement second = two.prepareStatement("select 'second' || ?")) {
      for (int i = 0; i < 5; i++) {
        assertThat(ask(first, i)).isEqualTo("first" + i);
        assertThat(ask(second, i)).isEqualTo("second" + i);
      }
      assertThat(first.unwrap(org.postgresql.PGStatement.class).isUseServerPrepare()).isTrue();
    }
    try (Connection later = connect()) {
      assertThat(query(later, "select count(*) from pg_prepared_statements")).isEqualTo("0");
    }
  }

  @Test
  void a_transaction_that_is_idle_while_others_wait_is_ended() throws Exception {
    try (Connection holder = connect();
        Connection other = connect()) {
      holder.setAutoCommit(false);
      execute(holder, "insert into item values (1, 'forgotten')");

      assertThat(query(other, "select count(*) from item")).isEqualTo("0");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> execute(holder, "select 1"))
          .satisfies(e -> assertThat(e.getSQLState()).isIn("25P03", "08006"));
    }
  }

  @Test
  void copy_from_stdin_is_refused_and_nothing_breaks() throws Exception {
    try (Connection connection = connect()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () ->
                  connection
                      .unwrap(PGConnection.class)
                      .getCopyAPI()
                      .copyIn("copy item from stdin", new StringReader("1\tone\n")))
          .withMessageContaining("not served by the local PostgreSQL");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> execute(connection, "copy item from stdin"))
          .withMessageContaining("not served by the local PostgreSQL");
      assertThat(query(connection, "select 'copy from stdin'")).isEqualTo("copy from stdin");
    }
  }

  @Test
  void settings_end_with_the_last_connection() throws Exception {
    try (Connection connection = connect()) {
      execute(connection, "set work_mem = '8MB'");
    }
    try (Connection connection = connect()) {
      assertThat(query(connection, "show work_mem")).isEqualTo("4MB");
    }
  }

  @Test
  void what_it_cannot_serve_is_refused_by_name() {
    assertRefused("/postgres", "/elsewhere", "database \"elsewhere\" does not exist");
    assertRefused("user=postgres", "user=somebody", "role \"somebody\" does not exist");
    assertRefused("sslmode", "currentSchema=other&sslmode", "can't set \"search_path\"");
  }

  @Test
  void a_stranger_that_speaks_another_protocol_is_turned_away() throws Exception {
    try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), postgres.port())) {
      browser.setSoTimeout(5000);
      browser.getOutputStream().write("POST / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).contains("FATAL").contains("08P01");
    }
  }

  private static void assertRefused(String part, String replacement, String message) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl().replace(part, replacement)).close())
        .withMessageContaining(message);
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String ask(PreparedStatement statement, int parameter) throws SQLException {
    statement.setString(1, Integer.toString(parameter));
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String text(Random random, int length) {
    char[] letters = new char[length];
    for (int i = 0; i < length; i++) {
      letters[i] = (char) ('a' + random.nextInt(26));
    }
    return new String(letters);
  }

  private static String md5(String text) {
    try {
      return java.util.HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that can send half of things, which no driver does. */
  private static final class Wire implements AutoCloseable {

    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), postgres.port());
    private final OutputStream output = socket.getOutputStream();
    private final DataInputStream input = new DataInputStream(socket.getInputStream());
    private char status;

    Wire() throws IOException {
      socket.setSoTimeout(5000);
      output.write(ByteBuffer.allocate(8).putInt(8).putInt(80877103).array());
      assertThat((char) input.readByte()).isEqualTo('N');
      byte[] parameters = "user\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
      output.write(
          ByteBuffer.allocate(8 + parameters.length).putInt(8 + parameters.length).putInt(196608).put(parameters).array());
      assertThat(typesUntil('Z')).startsWith("RS").endsWith("KZ");
    }

    void query(String sql) throws IOException {
      send('Q', sql + "\0");
      typesUntil('Z');
    }

    char status() {
      return status;
    }

    void send(char type, String body) throws IOException {
      output.write(message(type, body));
    }

    void write(byte one) throws IOException {
      output.write(one);
      output.flush();
    }

    /** The types of the messages up to the first of the given type. */
    String typesUntil(char last) throws IOException {
      StringBuilder types = new StringBuilder();
      do {
        types.append((char) input.readByte());
        byte[] body = input.readNBytes(input.readInt() - 4);
        status = types.charAt(types.length() - 1) == 'Z' ? (char) body[0] : status;
      } while (types.charAt(types.length() - 1) != last);
      return types.toString();
    }

    /** Leaves without a word of farewell. */
    @Override
    public void close() throws IOException {
      socket.close();
    }

    static byte[] message(char type, String body) {
      byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(5 + bytes.length).put((byte) type).putInt(4 + bytes.length).put(bytes).array();
    }

    static byte[] bytes(byte[]... parts) {
      ByteBuffer all = ByteBuffer.allocate(1000);
      for (byte[] part : parts) {
        all.put(part);
      }
      return java.util.Arrays.copyOf(all.array(), all.position());
    }
  }
}
