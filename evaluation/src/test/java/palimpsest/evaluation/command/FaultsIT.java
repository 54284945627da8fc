package palimpsest.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.faults.FaultReport;
import palimpsest.evaluation.faults.FaultTest;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.runtime.wiring.EmbeddedDatabaseStart;

/** The fault test of the command line, shortened: real processes, killed. */
class FaultsIT {

    /** {@code ./palimpsest faults} makes more. */
    private static final int RUNS = 10;

    @Test
    void runs_whose_runtime_and_database_are_killed_lose_and_double_nothing(@TempDir Path folder) throws Exception {
        List<String> command = FaultsCommand.serve("--data", folder.resolve("data").toString(), "--set", EmbeddedDatabaseStart.TEMPLATE + "=" + TestDatabase.packed());
        var settings = new FaultTest.Settings(RUNS, 3, command, folder.resolve("runtime.log"), null);
        FaultReport report = new FaultTest(settings, progress -> { }).run();
        assertThat(report.runs()).isEqualTo(RUNS);
        assertThat(report.kills()).isPositive();
        assertThat(report).matches(FaultReport::clean);
    }
}
