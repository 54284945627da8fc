package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;

/** Many runs are verified at once by the same checks. */
class RunsBesideEachOtherTest {

    private static final int RUNS = 20;

    private final Verifier shared = new CheckingVerifier(KnowledgeChecks.all(), new VerificationBudget.Limits(3, 30_000, Duration.ofMinutes(2)));

    /** Run {@code n} has figures of its own, so that one that took another's text would be seen. */
    private List<Finding> run(int n) {
        String text = "The tower of Ansel is " + (40 + n) + " m high. Timber grows on the ridge. Osgood Finch counted " + (700 + n) + " barrels of tar.";
        var scene = new LoopScene().attach("ansel" + n + ".txt", text).ask("How high is the tower of Ansel?").verifying(Policy.RECORD, shared);
        scene.run(new TalkingModel(call("loadDocument", "{}"),
                call("note", "{\"key\": \"right\", \"summary\": \"tower\", \"content\": \"It says: “The tower of Ansel is " + (40 + n) + " m high.”\"}"),
                call("note", "{\"key\": \"other\", \"summary\": \"tower\", \"content\": \"It says: “The tower of Ansel is " + (41 + n) + " m high.”\"}"),
                finish("The tower of Ansel is " + (40 + n) + " m high.")));
        return scene.events(Verified.class).stream().flatMap(verified -> verified.findings().stream()).toList();
    }

    @Test
    void each_finds_what_it_finds_alone() throws Exception {
        try (var threads = Executors.newFixedThreadPool(RUNS)) {
            List<Future<List<Finding>>> together = IntStream.range(0, RUNS).mapToObj(n -> threads.submit(() -> run(n))).toList();
            for (int n = 0; n < RUNS; n++) {
                List<Finding> found = together.get(n).get();
                assertThat(described(found)).isEqualTo(described(run(n)));
                assertThat(found).extracting(Finding::verdict).contains(Verdict.PASS, Verdict.FAIL).doesNotContain(Verdict.UNKNOWN);
            }
        }
    }

    private static List<String> described(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        findings.forEach(finding -> lines.add(finding.check() + " " + finding.verdict() + " " + finding.claim() + " | " + finding.evidence()));
        return lines;
    }
}
