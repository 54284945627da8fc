package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.testing.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands as a script calls them, each on a PostgreSQL of its own (embedded, or a database on the {@link TestServer}). */
class CommandLineIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FACT = "The lighthouse keeper Ferdinand Oakley paid 4,711 crowns for the brass telescope.";

    @TempDir
    private Path folder;

    @Test
    void a_fact_in_a_million_tokens_is_found_and_cited_within_the_window_and_files_are_indexed_once() throws Exception {
        Path docs = Files.createDirectory(folder.resolve("docs"));
        String holder = corpus(docs, 10, 5200);
        Files.write(docs.resolve("empty.txt"), new byte[0]);

        Ended asked = run("ask", "--docs", docs.toString(), "--question", "How much did Ferdinand Oakley pay for the brass telescope?", "--json",
                "--data", folder.resolve("data").toString(), "--set", "palimpsest.embedding.enabled=false");

        assertThat(asked.status()).as(asked.err()).isZero();
        JsonNode answer = asked.json();
        assertThat(answer.get("document_tokens").asLong()).isGreaterThanOrEqualTo(1_000_000);
        assertThat(answer.get("answer").asString()).contains("4,711 crowns");
        assertThat(answer.get("peak_request_tokens").asInt()).isLessThan(32_000);
        assertThat(answer.get("tokens_read").asLong()).isLessThan(50_000);
        JsonNode citation = answer.at("/citations/0");
        assertThat(citation.get("document").asString()).endsWith(holder);
        String text = Files.readString(docs.resolve(holder));
        assertThat(text.substring(citation.get("start").asInt(), citation.get("end").asInt())).isEqualTo(citation.get("quote").asString()).contains("4,711");
        assertThat(asked.err()).contains("empty.txt").contains("is empty");

        Ended again = run("ask", "--docs", docs.toString(), "--question", "Which zeppelin crossed Antarctica?",
                "--data", folder.resolve("data").toString(), "--set", "palimpsest.embedding.enabled=false");
        assertThat(again.status()).isZero();
        assertThat(again.err()).contains("0 new, 10 unchanged");
        assertThat(again.out()).contains("found nothing", "no language model");
    }

    @Test
    void a_small_window_holds_too() throws Exception {
        Path docs = Files.createDirectory(folder.resolve("docs"));
        corpus(docs, 2, 2000);
        Ended asked = run("ask", "--docs", docs.toString(), "--question", "How much did Ferdinand Oakley pay for the brass telescope?", "--json", "--window", "6000",
                "--data", folder.resolve("data").toString(), "--set", "palimpsest.embedding.enabled=false");
        assertThat(asked.json().get("answer").asString()).contains("4,711 crowns");
        assertThat(asked.json().get("peak_request_tokens").asInt()).isLessThan(6000);
    }

    @Test
    void a_real_conversation_is_answered_with_its_own_words() throws Exception {
        JsonNode conversation = JSON.readTree(Files.readString(shared("data/locomo/26.json")));
        var text = new StringBuilder();
        for (int session = 1; conversation.has("session_" + session); session++) {
            text.append("\nSession ").append(session).append(", ").append(conversation.get("session_" + session + "_date_time").asString()).append("\n\n");
            for (JsonNode turn : conversation.get("session_" + session)) {
                text.append(turn.get("speaker").asString()).append(": ").append(turn.get("text").asString()).append('\n');
            }
        }
        Files.writeString(folder.resolve("conversation.txt"), text);
        Ended asked = run("ask", "--docs", folder.resolve("conversation.txt").toString(), "--question", "When did Caroline go to the LGBTQ support group?", "--json",
                "--data", folder.resolve("data").toString(), "--set", "palimpsest.embedding.enabled=false");
        assertThat(asked.status()).as(asked.err()).isZero();
        assertThat(asked.json().get("answer").asString()).contains("LGBTQ support group yesterday");
        assertThat(asked.json().at("/citations/0/quote").asString()).isNotBlank();
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
        assertThat(checked.out()).as(checked.err()).contains("turns: {questions=1.0, hybrid recall@1=1.0");
        assertThat(run("calibrate", "--data", talks.toString()).err()).contains("--out or --check");
        assertThat(RerankProfile.read(profile).crossValidated()).containsEntry("questions", 1.0);
    }

    @Test
    void what_can_not_be_done_is_said_with_its_own_exit_code() throws Exception {
        String data = folder.resolve("data").toString();
        assertThat(run("ask", "--docs", folder.toString(), "--question", " ").status()).isEqualTo(ExitCode.NO_INPUT);
        Ended nothing = run("ask", "--docs", folder.resolve("nowhere").toString(), "--question", "What?", "--data", data);
        assertThat(nothing.status()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(nothing.err()).contains("nowhere");
        assertThat(run("ask", "--docs", ".", "--question", "What?", "--database-url", "jdbc:mysql://x/y").status()).isEqualTo(2);
        Ended dead = run("ask", "--docs", ".", "--question", "What?", "--database-url", "jdbc:postgresql://127.0.0.1:1/none?user=u&password=secret");
        assertThat(dead.status()).isEqualTo(ExitCode.NO_DATABASE);
        assertThat(dead.err()).contains("127.0.0.1:1").doesNotContain("secret").doesNotContain("\tat ");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(run("ask", "--docs", ".", "--question", "What?", "--database-url", "", "--data", file.resolve("below").toString()).status()).isEqualTo(ExitCode.NO_DATABASE);
        assertThat(run("replay", "--cases", folder.resolve("none.json").toString()).status()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(run("dance").status()).isEqualTo(2);
        Ended beyond = run("serve", "--port", "65536", "--data", data);
        assertThat(beyond.status()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(beyond.err()).contains("--port must be");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended port = run("serve", "--port", Integer.toString(taken.getLocalPort()), "--data", data);
            assertThat(port.status()).isEqualTo(ExitCode.PORT_IN_USE);
            assertThat(port.err()).contains("Port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void what_the_command_line_says_wins_over_the_environment() {
        String property = "palimpsest.database.url";
        System.setProperty(property, "jdbc:postgresql://127.0.0.1:1/none");
        try {
            String nowhere = folder.resolve("nowhere").toString();
            assertThat(run("ask", "--docs", nowhere, "--question", "What?").status()).isEqualTo(ExitCode.NO_DATABASE);
            assertThat(run("ask", "--docs", nowhere, "--question", "What?", "--data", folder.resolve("data").toString()).status()).isEqualTo(ExitCode.NO_INPUT);
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void help_and_version_are_there_for_every_command() {
        assertThat(run("--help").out()).contains("serve", "ask", "replay", "Exit codes");
        assertThat(run("--version").out()).contains("Palimpsest");
        Stream.of("serve", "ask", "replay").forEach(command -> assertThat(run(command, "--help").out()).contains("Usage: palimpsest " + command, "--json"));
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

    /** Files of made-up sentences; the name of the one that holds the fact is returned. */
    private static String corpus(Path docs, int files, int sentences) throws Exception {
        String[] words = "river mountain archive letter captain harvest bridge winter library signal garden copper engine market forest treaty lantern".split(" ");
        var random = new Random(7);
        for (int file = 0; file < files; file++) {
            var text = new StringBuilder();
            for (int sentence = 0; sentence < sentences; sentence++) {
                if (file == files / 2 && sentence == sentences / 3) {
                    text.append(FACT).append(' ');
                }
                text.append("The");
                for (int word = 0; word < 18; word++) {
                    text.append(' ').append(words[random.nextInt(words.length)]);
                }
                text.append(sentence % 6 == 5 ? ".\n\n" : ". ");
            }
            Files.writeString(docs.resolve("part-" + file + ".txt"), text);
        }
        return "part-" + files / 2 + ".txt";
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
