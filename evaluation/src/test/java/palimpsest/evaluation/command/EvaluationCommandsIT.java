package palimpsest.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.testing.TestServer;
import palimpsest.runtime.cli.Ended;
import palimpsest.runtime.cli.ExitCode;

/** The commands that measure, as a script calls them, each on a PostgreSQL of its own (embedded, or a database on the {@link TestServer}). */
class EvaluationCommandsIT {

    @TempDir
    private Path folder;

    @Test
    void the_command_line_lists_them_and_each_explains_itself() {
        assertThat(run("--help").out()).contains("serve", "eval", "calibrate", "replay", "faults");
        Stream.of("replay", "faults").forEach(command -> assertThat(run(command, "--help").out()).contains("Usage: palimpsest " + command, "--json"));
    }

    @Test
    void recorded_conversations_of_the_reference_replay_identically() {
        Ended replayed = run("replay", "--cases", shared("data/statelm-wire/cases.json").toString(), "--json", "--data", folder.resolve("data").toString());
        assertThat(replayed.status()).as(replayed.out()).isZero();
        assertThat(replayed.json().get("identical").asInt()).isPositive().isEqualTo(replayed.json().get("requests").asInt());
        assertThat(replayed.json().get("first_difference").isNull()).isTrue();
    }

    @Test
    void retrieval_is_measured_on_labelled_conversations() throws Exception {
        Path talks = Files.createDirectory(folder.resolve("talks"));
        Files.writeString(talks.resolve("a.json"), """
                {"speaker_a": "Ida", "speaker_b": "Tom", "session_1_date_time": "1:56 pm on 8 May, 2023",
                 "session_1": [{"speaker": "Ida", "dia_id": "D1:1", "text": "My heron hatched."}, {"speaker": "Tom", "dia_id": "D1:2", "text": "I bake rye bread."}],
                 "qa": [{"question": "What hatched for Ida?", "answer": "a heron", "evidence": ["D1:1"], "category": 4}]}""");
        Ended measured = run("eval", "retrieval", "--data", talks.toString(), "--json");
        assertThat(measured.status()).as(measured.err()).isZero();
        assertThat(measured.json().get("questions").asInt()).isOne();
        for (String system : List.of("dense", "lexical", "hybrid", "hybrid+maxsim", "hybrid+qrranker", "hybrid+qrranker-free", "configured")) {
            assertThat(measured.json().at("/systems/" + system + "/candidate_recall@50").asDouble()).as(system).isEqualTo(1);
        }
        assertThat(measured.json().at("/systems/hybrid/recall@1").asDouble()).isEqualTo(1);
        assertThat(measured.json().at("/systems/hybrid/categories/4/mrr").asDouble()).isEqualTo(1);
        assertThat(run("eval", "retrieval", "--data", folder.resolve("nowhere").toString()).status()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(run("eval", "retrieval", "--data", talks.toString(), "--systems", "guessing").err()).contains("Known systems: dense");
        Path profile = folder.resolve("profile.json");
        Ended fitted = run("calibrate", "--data", talks.toString(), "--out", profile.toString(), "--heads", "2");
        assertThat(fitted.status()).as(fitted.err()).isZero();
        assertThat(RerankProfile.read(profile).heads()).as("none adds anything where words find all").isEmpty();
        Ended checked = run("calibrate", "--data", talks.toString(), "--check", profile.toString());
        assertThat(checked.out()).as(checked.err()).contains("turns: {questions=1.0, read=1.0, hybrid recall@1=1.0");
        assertThat(run("calibrate", "--data", talks.toString()).err()).contains("--out or --check");
        assertThat(run("calibrate", "--with-written", "--articles", talks.toString(), "--out", profile.toString()).err()).contains("--with-written goes with --data");
        assertThat(RerankProfile.read(profile).crossValidated()).containsEntry("questions", 1.0);
    }

    @Test
    void what_an_agent_remembers_is_measured_beside_its_parts() throws Exception {
        Path talks = Files.createDirectory(folder.resolve("talks"));
        Files.writeString(talks.resolve("a.json"), """
                {"speaker_a": "Ida", "speaker_b": "Tom", "session_1_date_time": "1:56 pm on 8 May, 2023",
                 "session_1": [{"speaker": "Ida", "dia_id": "D1:1", "text": "Last Friday my heron hatched three chicks at the old mill in Rostock."},
                  {"speaker": "Tom", "dia_id": "D1:2", "text": "Wow, great!"}, {"speaker": "Tom", "dia_id": "D1:3", "text": "Did you take a photo?"}],
                 "qa": [{"question": "Where did the heron of Ida hatch three chicks?", "answer": "at the old mill", "evidence": ["D1:1"], "category": 4},
                  {"question": "Which trumpet did Ida buy in Lisbon?", "evidence": ["D1:1"], "category": 5}]}""");
        Path answers = folder.resolve("answers.jsonl");
        Ended measured = run("eval", "chat", "--data", talks.toString(), "--answers", answers.toString(), "--json");
        assertThat(measured.status()).as(measured.err()).isZero();
        assertThat(measured.json().get("questions").asInt()).isEqualTo(2);
        assertThat(measured.json().get("right").asDouble()).isOne();
        assertThat(measured.json().get("refused_absent").asDouble()).isOne();
        assertThat(measured.json().get("kept").asDouble()).as("not the question").isBetween(0.3, 0.7);
        assertThat(measured.json().at("/beside/document/right").asDouble()).isOne();
        assertThat(measured.json().at("/beside/reranker_off/right").asDouble()).isOne();
        assertThat(measured.json().at("/beside/gate_off/kept").asDouble()).as("all but the question and what is only polite").isBetween(0.3, 0.4);
        assertThat(measured.json().at("/beside/recall_off/not_found").asDouble()).isOne();
        assertThat(Files.readAllLines(answers)).hasSize(10).filteredOn(line -> line.contains("\"system\":\"memory\"")).first().asString().contains("\"outcome\":\"right\"", "old mill");
    }

    @Test
    void cases_that_are_not_there_are_said_with_the_exit_code() {
        assertThat(run("replay", "--cases", folder.resolve("none.json").toString()).status()).isEqualTo(ExitCode.NO_INPUT);
    }

    /** On the data directory's own database; the environment of a developer may name one that is no test's. */
    private static String[] onItsDatabase(String... arguments) {
        int data = List.of(arguments).indexOf("--data");
        if (data < 0 || List.of(arguments).contains("--database-url")) {
            return arguments;
        }
        String url = TestServer.configured().map(server -> server.database(arguments[data + 1])).orElse("");
        return Stream.concat(Stream.of(arguments), Stream.of("--database-url", url)).toArray(String[]::new);
    }

    private static Ended run(String... arguments) {
        return Ended.of(onItsDatabase(arguments));
    }

    private static Path shared(String path) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve(path);
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        Assumptions.abort("shared/" + path + " is not here");
        throw new IllegalStateException("not reached");
    }
}
