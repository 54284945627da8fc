package palimpsest.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.memory.gate.GateProfile;

/** On conversations made here, in which every other turn is news and the rest are pleasantries. */
class GateEvaluationTest {

    private static final List<String> NEWS = List.of("I bought a red boat in Lisbon last Friday with my brother.", "My daughter Mia won a chess trophy in Oslo yesterday.",
            "We moved to 12 Harbour Street in March because of my new job.", "I adopted two cats called Tick and Tock two weeks ago.",
            "My doctor told me that I am allergic to walnuts since 2019.", "I will run the marathon in Vienna next month with Paul.");
    private static final List<String> PLEASANTRIES = List.of("Wow, that's great!", "Thanks so much!", "Sounds good, take care!", "You're amazing!",
            "Nice! How are you?", "Yeah, totally agree!");

    @TempDir
    private Path data;

    private GateEvaluation evaluation() throws Exception {
        for (int c = 0; c < 3; c++) {
            var turns = new StringBuilder();
            var evidence = new StringBuilder();
            for (int i = 0; i < 24; i++) {
                String text = i % 2 == 0 ? NEWS.get((i / 2 + c) % NEWS.size()) : PLEASANTRIES.get((i / 2 + c) % PLEASANTRIES.size());
                turns.append(i == 0 ? "" : ",").append("{\"speaker\":\"").append(i % 4 < 2 ? "Ann" : "Ben").append("\",\"dia_id\":\"D1:").append(i + 1)
                        .append("\",\"text\":\"").append(text).append("\"}");
                evidence.append(i % 2 != 0 ? "" : (i == 0 ? "" : ",") + "\"D1:" + (i + 1) + "\"");
            }
            Files.writeString(data.resolve(c + ".json"), "{\"speaker_a\":\"Ann\",\"speaker_b\":\"Ben\",\"session_1_date_time\":\"1:56 pm on 8 May, 2023\",\"session_1\":["
                    + turns + "],\"qa\":[{\"question\":\"q\",\"answer\":\"a\",\"evidence\":[" + evidence + "],\"category\":4}]}");
        }
        return new GateEvaluation(LocomoFiles.read(data), texts -> texts.stream().map(text -> new float[] {text.length() % 2, 1}).toList());
    }

    @Test
    void a_gate_fitted_on_the_other_conversations_finds_the_news_of_one_that_it_never_saw() throws Exception {
        GateEvaluation evaluation = evaluation();
        assertThat(evaluation.evidence()).isEqualTo(36);
        assertThat(evaluation.leaveOneOut(false).curve().at(0.55).evidenceKept()).isGreaterThan(0.9);
        assertThat(evaluation.leaveOneOut(true).curve().auc()).isGreaterThan(0.9);
        assertThat(evaluation.random(1).at(0.55).evidenceKept()).isLessThan(0.9);
    }

    @Test
    void a_fitted_profile_is_written_read_and_knows_what_it_has_seen() throws Exception {
        GateEvaluation evaluation = evaluation();
        GateProfile fitted = evaluation.fit("mine", "three conversations", "mine", "lengths", null, null);
        Path file = data.resolve("profile");
        fitted.write(file);
        GateProfile read = GateProfile.read(file);
        assertThat(evaluation.profile(read, null, true).curve().auc()).isEqualTo(evaluation.profile(fitted, null, true).curve().auc()).isGreaterThan(0.9);
        assertThat(evaluation.seenBy(read)).isEqualTo(3);
        assertThat(evaluation.seenBy(GateProfile.shipped())).isZero();
        assertThat(evaluation.profile(read, null, true).atThreshold().kept()).isBetween(0.45, 0.7);
    }

    @Test
    void every_turn_is_embedded_once() throws Exception {
        evaluation();
        int[] embedded = new int[1];
        var counted = new GateEvaluation(LocomoFiles.read(data), texts -> {
            embedded[0] += texts.size();
            return IntStream.range(0, texts.size()).mapToObj(i -> new float[] {1, 0}).toList();
        });
        counted.leaveOneOut(true);
        assertThat(embedded[0]).isEqualTo(counted.turns());
    }
}
