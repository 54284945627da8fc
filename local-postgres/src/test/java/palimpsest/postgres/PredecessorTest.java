package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PredecessorTest {

  @TempDir Path data;

  private Process process;

  @BeforeEach
  void start_a_process_that_lives_until_its_stdin_ends() throws IOException {
    process = new ProcessBuilder("cat").start();
  }

  @AfterEach
  void end_it() {
    process.destroyForcibly();
  }

  @Test
  void one_that_does_not_end_by_itself_is_killed() throws Exception {
    Predecessor predecessor = new Predecessor(data);
    predecessor.record(process.toHandle());

    predecessor.awaitEnd(Duration.ofMillis(50));

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
  }

  @Test
  void one_that_ends_in_time_is_not_killed() throws Exception {
    Predecessor predecessor = new Predecessor(data);
    predecessor.record(process.toHandle());
    process.getOutputStream().close();

    predecessor.awaitEnd(Duration.ofSeconds(10));

    assertThat(process.waitFor()).isZero();
  }

  @Test
  void a_stranger_that_got_the_same_process_id_is_left_alone() throws Exception {
    Files.writeString(data.resolve("postgres.pid"), process.pid() + " 1000\n");

    new Predecessor(data).awaitEnd(Duration.ZERO);

    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void a_missing_or_torn_record_is_no_predecessor() throws Exception {
    new Predecessor(data).awaitEnd(Duration.ZERO);
    Files.writeString(data.resolve("postgres.pid"), Long.toString(process.pid()));
    new Predecessor(data).awaitEnd(Duration.ZERO);

    assertThat(process.isAlive()).isTrue();
  }
}
