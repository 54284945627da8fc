package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong(7);

    @Test
    void a_log_file_is_told_every_ten_seconds_where_long_work_stands() {
        Progress progress = progress(false, false);
        for (int second = 1; second <= 25; second++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            progress.passing("Indexed %,d files", second * 1000);
        }
        progress.line("done");
        assertThat(said()).isEqualTo("Indexed 10,000 files\nIndexed 20,000 files\ndone\n");
    }

    @Test
    void a_terminal_is_told_at_once_and_on_one_line() {
        progress(false, true).passing("recordEvidence %s", "x".repeat(400));
        assertThat(said()).startsWith("\r\u001b[2KrecordEvidence xxx").endsWith("x…").hasSize(5 + 120);
    }

    @Test
    void quiet_is_quiet() {
        Progress progress = progress(true, false);
        now.addAndGet(Duration.ofHours(1).toNanos());
        progress.passing("Indexed %,d files", 1);
        progress.line("done");
        assertThat(said()).isEmpty();
    }

    private Progress progress(boolean quiet, boolean terminal) {
        return new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), quiet, terminal, now::get);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
