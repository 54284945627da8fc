package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.runtime.meta.RuleFollowingProvider;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code palimpsest meta} as a script calls it. */
class MetaCommandIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All commands work on one database. */
    private final String tenant = TestDatabase.shared().newTenant();

    @TempDir
    private Path folder;

    @Test
    void rules_are_learned_from_a_file_listed_compared_and_rolled_back() throws Exception {
        List<String> lines = new ArrayList<>(RuleFollowingProvider.cases(14, 6).stream().map(JSON::writeValueAsString).toList());
        Path file = Files.write(folder.resolve("cases.jsonl"), lines);
        Ended without = run("meta", "evolve", "--data", file.toString());
        assertThat(without.status()).isEqualTo(ExitCode.NO_MODEL);
        assertThat(without.err()).contains("needs a language model").doesNotContain("\tat ");
        try (var provider = ScriptedModelServer.start().otherwise(new RuleFollowingProvider())) {
            String[] model = {"--set", "palimpsest.default-model=scripted", "--set", "palimpsest.models.scripted.provider=openai",
                "--set", "palimpsest.models.scripted.base-url=" + provider.baseUrl()};
            Ended stopped = run(with(model, "meta", "evolve", "--data", file.toString(), "--rollouts", "2", "--batch", "4", "--max-calls", "10"));
            assertThat(stopped.status()).isEqualTo(ExitCode.FAILED);
            assertThat(stopped.err()).contains("limit of 10 calls");
            String id = stopped.err().replaceAll("(?s).*--resume ([0-9a-f-]{36}).*", "$1");
            Ended evolved = run(with(model, "meta", "evolve", "--resume", id, "--max-calls", "5000", "--json"));
            assertThat(evolved.status()).as(evolved.err()).isZero();
            JsonNode result = JSON.readTree(evolved.out());
            assertThat(result.at("/rules/0").asString()).isEqualTo(RuleFollowingProvider.RULE);
            assertThat(result.at("/overall/right_after").asInt()).isGreaterThan(result.at("/overall/right_before").asInt());
            assertThat(result.at("/cost/calls").asInt()).isEqualTo(provider.requests().size());
        }
        assertThat(run("meta", "diff", "1").out()).contains("version 0 to version 1", "+ M0: " + RuleFollowingProvider.RULE);
        assertThat(run("meta", "rollback", "0").out()).contains("version 2", "rollback to 0");
        assertThat(run("meta", "list").out()).contains("version 2", "version 1", "held out: ");
        Files.writeString(file, "{\"question\": \"?\"}\n");
        assertThat(run("meta", "evolve", "--data", file.toString()).err()).contains("cases.jsonl, line 1", "question_id is missing");
    }

    private static String[] with(String[] more, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Ended run(String... arguments) {
        return Ended.of(with(new String[] {"--set", "palimpsest.embedding.enabled=false", "--set", "palimpsest.database.url=" + TestDatabase.shared().jdbcUrl(),
            "--set", "palimpsest.tenant=" + tenant}, arguments));
    }
}
