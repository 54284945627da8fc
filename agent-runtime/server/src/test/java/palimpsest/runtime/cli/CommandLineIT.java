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
import palimpsest.memory.testing.TestServer;
import palimpsest.runtime.wiring.EmbeddedDatabaseStart;
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
    void a_folder_is_read_as_git_would_see_it_and_what_is_left_out_is_told() throws Exception {
        Path docs = Files.createDirectory(folder.resolve("project"));
        text(docs.resolve(".gitignore"), "*.bak\n/private/\n");
        text(docs.resolve("guide.md"), "The lamp of the north pier is lit at dusk.");
        text(docs.resolve("guide.bak"), "The lamp of the north pier is lit at noon.");
        text(docs.resolve("private/plan.md"), "The lamp of the north pier is lit at dawn.");
        text(docs.resolve("node_modules/lamp/readme.md"), "The lamp of the north pier is lit at night.");
        text(docs.resolve("old/guide.md"), "The lamp of the north pier is lit at six.");
        text(docs.resolve("notes.csv"), "lamp,lit\nnorth pier,seven\n");
        String data = folder.resolve("data").toString();

        Ended asked = run("ask", "--docs", docs.toString(), "--question", "When is the lamp of the north pier lit?", "--exclude", "old/", "--include", "*.md",
                "--json", "--data", data, "--set", "palimpsest.embedding.enabled=false");

        assertThat(asked.status()).as(asked.err()).isZero();
        assertThat(asked.json().get("answer").asString()).contains("at dusk").doesNotContain("noon", "dawn", "night", "six", "seven");
        assertThat(asked.err()).contains("1 documents", "Left out: guide.bak, private/, which is ignored by .gitignore", "Left out: node_modules/, which was installed or built by a tool",
                "Left out: old/, which is excluded", "Left out: notes.csv, which is not among what is included");
        Ended named = run("ask", "--docs", docs.resolve("private").toString(), "--question", "When is the lamp of the north pier lit?", "--json", "--data", data,
                "--set", "palimpsest.embedding.enabled=false");
        assertThat(named.json().get("answer").asString()).contains("at dawn");
    }

    private static void text(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void a_small_window_holds_too() throws Exception {
        Path docs = Files.createDirectory(folder.resolve("docs"));
        corpus(docs, 2, 2000);
        // as of one jar, which carries no database with tables: the first start migrates
        Ended asked = run("ask", "--docs", docs.toString(), "--question", "How much did Ferdinand Oakley pay for the brass telescope?", "--json", "--window", "6000",
                "--data", folder.resolve("data").toString(), "--set", "palimpsest.embedding.enabled=false", "--set", EmbeddedDatabaseStart.TEMPLATE + "=");
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
        assertThat(run("--help").out()).contains("serve", "ask", "Exit codes");
        assertThat(run("--version").out()).contains("Palimpsest");
        Stream.of("serve", "ask").forEach(command -> assertThat(run(command, "--help").out()).contains("Usage: palimpsest " + command, "--json"));
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
