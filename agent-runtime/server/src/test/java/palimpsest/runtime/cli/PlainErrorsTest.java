package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class PlainErrorsTest {

    @Command
    private static final class Closed implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new DataAccessResourceFailureException("HikariDataSource (palimpsest) has been closed");
        }
    }

    @Test
    void a_command_that_was_told_to_end_says_so_and_not_which_of_its_parts_was_closed_first() {
        assertThat(said(true)).isEqualTo("palimpsest: Stopped. What was recorded stays; the same command goes on from there.");
    }

    @Test
    void a_database_that_fails_otherwise_is_named() {
        assertThat(said(false)).startsWith("palimpsest: The database failed: HikariDataSource (palimpsest) has been closed.");
    }

    private static String said(boolean ending) {
        var err = new StringWriter();
        new CommandLine(new Closed()).setErr(new PrintWriter(err)).setExecutionExceptionHandler(new PlainErrors(() -> ending)).execute();
        return err.toString().strip();
    }
}
