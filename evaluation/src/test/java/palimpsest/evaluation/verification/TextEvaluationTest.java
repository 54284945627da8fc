package palimpsest.evaluation.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.squad.SquadFile;
import palimpsest.evaluation.verification.TextEvaluation.Result;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.statute.StatuteImport;
import palimpsest.runtime.verify.relevance.PassageRelevance;

class TextEvaluationTest {

    @TempDir
    Path folder;

    @Test
    void alterations_make_a_true_sentence_false_in_one_way_each() {
        var altered = new Alterations(new Random(1)).of("In March 1874 Krull was paid 41 pounds and sailed 12 miles.", "Krull", "Finch");
        assertThat(altered.keySet()).containsExactly("date", "unit", "name", "negation");
        assertThat(altered.get("unit")).contains("12 kilometres");
        assertThat(altered.get("negation")).contains("was not paid");
        assertThat(new Alterations(new Random(1)).of("处三年以上十年以下有期徒刑，法院应当并处罚金。", null, null)).containsEntry("number", "处五年以上十年以下有期徒刑，法院应当并处罚金。")
                .containsEntry("negation", "处三年以上十年以下有期徒刑，法院不应当并处罚金。");
    }

    @Test
    void texts_are_split_and_altered_sentences_of_both_parts_are_counted() throws IOException {
        var data = new StringBuilder("{\"data\": [");
        for (int i = 0; i < 4; i++) {
            data.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "{\"title\": \"T%d\", \"paragraphs\": [{\"context\": \"The tower of place %d was built in 18%d0 by Orla Finch. It is %d metres high and was sold twice.\","
                    + "\"qas\": [{\"question\": \"Who built the tower of place %d?\", \"answers\": [{\"text\": \"Orla Finch\", \"answer_start\": 42}]}]}]}", i, i, i + 1, 30 + i, i));
        }
        Files.writeString(folder.resolve("made.json"), data + "]}");
        Files.writeString(folder.resolve("other.json"), "{\"rows\": []}");
        assertThat(SquadFile.among(folder)).extracting(SquadFile::name).containsExactly("made");
        Result result = new TextEvaluation(100, 1).of("made", SquadFile.among(folder).getFirst().articles(), new PassageRelevance(null, null));
        assertThat(result.fit().clean().n()).isEqualTo(4);
        assertThat(result.report().altered()).containsOnlyKeys("date", "negation", "number", "unit");
        assertThat(result.report().found().value()).isEqualTo(1);
        assertThat(result.report().clean().failed()).isZero();
        assertThat(result.report().auc()).isGreaterThan(0.5);
    }

    /** On real texts, where they are at hand. The aims are those of the documentation. */
    @Test
    void real_texts_in_english_and_chinese_reach_the_aims() throws IOException {
        Path data = List.of(Path.of("../../shared/data"), Path.of("../shared/data")).stream().filter(Files::isDirectory).findFirst().orElse(Path.of("none"));
        Assumptions.assumeTrue(Files.isDirectory(data.resolve("xquad")), "no texts beside the checkout");
        for (String file : List.of("en.json", "zh.json")) {
            check(new TextEvaluation(120, 5).of(file, SquadFile.read(data.resolve("xquad").resolve(file)).getFirst().articles(), null));
        }
        Pack pack = StatuteImport.run(data.resolve("laws-zh"), folder.resolve("pack"), "zh", null).pack();
        check(new TextEvaluation(60, 5).of(pack, pack.laws().getFirst()));
    }

    private static void check(Result result) {
        assertThat(result.report().found().value()).as(result.name()).isGreaterThanOrEqualTo(0.95);
        assertThat(result.report().clean().value()).as(result.name()).isLessThanOrEqualTo(0.02);
    }
}
