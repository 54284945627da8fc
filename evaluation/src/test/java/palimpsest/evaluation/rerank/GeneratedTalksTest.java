package palimpsest.evaluation.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.squad.SquadArticle;
import palimpsest.evaluation.squad.SquadFile;
import palimpsest.memory.rerank.Evidence;
import palimpsest.memory.retrieve.Reranker.Candidate;

class GeneratedTalksTest {

    @TempDir
    private Path folder;

    private static String article(String title, String thing) {
        String facts = IntStream.range(0, 8).mapToObj(i -> "The %s number %d 🗝 was built in %d by a carpenter who lived near the old harbour of the town.".formatted(thing, i, 1800 + i))
                .collect(Collectors.joining(" "));
        String questions = IntStream.range(0, 8).mapToObj(i -> "{\"question\":\"When was %s %d built?\",\"answers\":[{\"text\":\"%d\",\"answer_start\":%d}]}".formatted(thing, i, 1800 + i,
                facts.codePointCount(0, facts.indexOf(String.valueOf(1800 + i))))).collect(Collectors.joining(","));
        return "{\"title\":\"%s\",\"paragraphs\":[{\"context\":\"%s\",\"qas\":[%s]}]}".formatted(title, facts, questions);
    }

    private List<SquadArticle> articles() throws Exception {
        return SquadFile.read(Files.writeString(folder.resolve("articles.json"), "{\"data\":[" + article("The_mills", "mill") + "," + article("Bridges", "bridge") + "]}")).getFirst().articles();
    }

    @Test
    void questions_of_a_talk_name_the_turn_that_holds_the_answer_and_none_is_asked_in_the_talk_itself() throws Exception {
        List<LocomoConversation> talks = GeneratedTalks.of(articles());
        assertThat(talks).singleElement().satisfies(talk -> {
            assertThat(talk.questions()).hasSize(8).allSatisfy(question -> {
                String number = question.text().replaceAll("(?s).*(mill|bridge) (\\d).*", "$2");
                assertThat(question.evidence()).singleElement().satisfies(id -> assertThat(talk.turn(id).orElseThrow().text()).contains("180" + number));
                assertThat(talk.turns()).noneSatisfy(turn -> assertThat(turn.text()).contains(question.text()));
            });
            assertThat(talk.turns()).extracting(LocomoConversation.Turn::speaker).containsOnly(talk.speakerA(), talk.speakerB());
            assertThat(talk.turns()).extracting(LocomoConversation.Turn::id).doesNotHaveDuplicates();
        });
        assertThat(GeneratedTalks.of(articles())).isEqualTo(talks);
    }

    @Test
    void answers_keep_their_place_in_the_whole_article_beyond_the_basic_plane() throws Exception {
        SquadArticle mills = articles().getFirst();
        assertThat(mills.readableTitle()).isEqualTo("The mills");
        String text = mills.text();
        SquadArticle.Answer last = mills.answered().getLast().answers().getFirst();
        assertThat(text.substring(text.offsetByCodePoints(0, last.start()), text.offsetByCodePoints(0, last.end()))).isEqualTo("1807").isEqualTo(last.text());
        Path none = Files.writeString(folder.resolve("none.json"), "{\"rows\":[]}");
        assertThatIllegalArgumentException().isThrownBy(() -> SquadFile.read(none)).withMessageContaining("none.json");
    }

    @Test
    void what_was_measured_is_read_as_it_was_written() throws Exception {
        var candidate = new Candidate("Ada", "text", Double.NaN, 1.5, "d", 3, true, 2.25);
        var labelled = new LabelledCandidates("a", "Where?", 2, List.of(candidate), List.of(0), 1);
        var evidence = new Evidence(new double[] {0.5, 0.25}, new double[] {1, 2}, 0.75, 7, new float[] {0.5f, -2, 0.125f}, new float[0]);
        var file = new MeasuredFile(folder.resolve("turns"));
        file.write(new MeasuredFile.Content("hash", List.of("0-1", "2-3"), List.of(new Measured(labelled, List.of(evidence)))));
        MeasuredFile.Content read = file.read();
        assertThat(read.heads()).containsExactly("0-1", "2-3");
        assertThat(read.measured().getFirst().labelled()).isEqualTo(labelled);
        assertThat(read.measured().getFirst().evidence().getFirst()).usingRecursiveComparison().isEqualTo(evidence);
    }
}
