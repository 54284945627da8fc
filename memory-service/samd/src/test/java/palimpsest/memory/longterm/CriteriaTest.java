package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Turn;

/** How clusters of stored turns change, and what their criteria are fitted to. */
class CriteriaTest {

    private static final List<String> TOPICS = List.of("tomatoes", "Schubert", "mortgage", "puppy", "chemistry", "marathon", "Lisbon", "sourdough");

    private final Remembering here = Remembering.fitted(new Embedder("topics", "", () -> new EmbeddingModel() {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return Response.from(segments.stream().map(segment -> Embedding.from(ofTopic(segment.text()))).toList());
        }
    }));

    /** Relative to the profile's centre, topics stand at right angles to each other. */
    private static float[] ofTopic(String text) {
        float[] vector = GateProfile.shipped().withEmbedding().center().clone();
        vector[IntStream.range(0, TOPICS.size()).filter(i -> text.contains(TOPICS.get(i))).findFirst().orElse(TOPICS.size())] += 1;
        vector[100 + text.length() % 7] += 0.2f;
        return vector;
    }

    private List<Cluster> clusters() {
        return here.memory.clusters(here.tenant, "ann");
    }

    private int members(String cluster) {
        return here.database.jdbc().sql("select count(*) from memory_decision where tenant = :tenant and cluster_id = :cluster").param("tenant", here.tenant)
                .param("cluster", cluster).query(Integer.class).single();
    }

    private void say(int from, int count, String text) {
        here.memory.remember(here.tenant, "ann", "c1", IntStream.range(from, from + count)
                .mapToObj(i -> new NumberedTurn(i, new Turn("Ann", null, text.formatted(i, i * 7)))).toList());
    }

    @Test
    void what_answers_cite_moves_the_criterion_of_its_cluster_and_of_no_other_memory() {
        Decision cited = here.say("c1", 1, "Ann", "On Tuesday I planted forty tomatoes in the garden behind our house in Hamburg.");
        here.memory.learnFromUse(here.tenant, "bob", List.of(new CitedTurn("c1", 1)));
        here.memory.learnFromUse(here.database.newTenant(), "ann", List.of(new CitedTurn("c1", 1)));
        assertThat(clusters()).extracting(Cluster::offset).containsExactly(0.0);
        assertThat(here.memory.criterionBases(here.tenant, "ann")).isEmpty();
        here.memory.learnFromUse(here.tenant, "ann", List.of(new CitedTurn("c1", 1), new CitedTurn("no such", 9)));
        assertThat(clusters()).singleElement().satisfies(cluster -> assertThat(cluster.offset()).isPositive());
        assertThat(here.memory.criterionBases(here.tenant, "ann")).containsExactly(Map.entry(cited.cluster(), new CriterionBasis(0, 1, 0)));
        here.memory.overrule(here.tenant, cited.id(), false, "carla");
        assertThat(clusters()).as("a person's word goes before what was cited").singleElement().satisfies(cluster -> assertThat(cluster.offset()).isNegative());
    }

    @Test
    void clusters_hold_what_their_turns_say_whatever_splits_merges_and_gives_way() {
        for (int round = 0; round < 40; round++) {
            int first = round % 5 < 3 ? round % 3 : round % TOPICS.size();
            say(round * 10, 10, "Yesterday I told Otto from Hamburg about " + TOPICS.get(first) + " for %d hours and that it cost me %d euros");
        }
        assertThat(clusters()).hasSizeGreaterThan(2).allSatisfy(cluster -> assertThat(members(cluster.id())).as(cluster.toString()).isEqualTo(cluster.size()));
        assertThat(clusters()).allSatisfy(cluster -> assertThat(here.memory.decisionsOfCluster(here.tenant, "ann", cluster.id(), null, 1000)).hasSize(cluster.size())
                .allMatch(decision -> cluster.id().equals(decision.cluster())));
        assertThat(here.memory.decisions(here.tenant, "ann", null, null, 1000)).allSatisfy(decision ->
                assertThat(decision.cluster() == null || clusters().stream().anyMatch(cluster -> cluster.id().equals(decision.cluster()))).isTrue());
    }

    @Test
    void a_cluster_that_grew_into_two_contexts_is_split_with_its_members_and_its_rule_is_written_anew() {
        say(1, 40, "Yesterday I told Otto that I %d planted tomatoes beans roses in %d garden beds behind our house");
        Cluster grown = clusters().stream().max((a, b) -> Integer.compare(a.size(), b.size())).orElseThrow();
        here.database.jdbc().sql("update memory_cluster set rule = 'Plants are kept.', rule_size = size where tenant = :tenant and id = :id")
                .param("tenant", here.tenant).param("id", grown.id()).update();
        // a second context enters the same cluster, as it would by way of turns that are between both
        say(101, 23, "Last Friday my sister Mia and her quartet performed Schubert for %d guests at %d o'clock");
        here.memory.decisions(here.tenant, "ann", null, false, 1000).forEach(dropped -> here.memory.overrule(here.tenant, dropped.id(), true, "carla"));
        List<String> strangers = here.memory.decisions(here.tenant, "ann", null, null, 1000).stream().filter(decision -> decision.seq() > 100)
                .map(decision -> decision.id().toString()).toList();
        here.database.jdbc().sql("update memory_decision set cluster_id = :id where tenant = :tenant and id::text in (:moved)")
                .param("id", grown.id()).param("tenant", here.tenant).param("moved", strangers).update();
        here.database.jdbc().sql("delete from memory_cluster where tenant = :tenant and id <> :id").param("tenant", here.tenant).param("id", grown.id()).update();
        here.database.jdbc().sql("update memory_cluster set size = 63 where tenant = :tenant").param("tenant", here.tenant).update();
        say(200, 1, "Yesterday I told Otto that I %d planted tomatoes beans roses in %d garden beds behind our house");
        assertThat(clusters()).hasSize(2).allSatisfy(cluster -> assertThat(members(cluster.id())).isEqualTo(cluster.size()));
        List<String> second = here.memory.decisions(here.tenant, "ann", null, null, 1000).stream().filter(decision -> decision.seq() > 100 && decision.seq() < 200)
                .map(Decision::cluster).distinct().toList();
        assertThat(second).hasSize(1).doesNotContain(grown.id());
        assertThat(here.database.jdbc().sql("select rule_size from memory_cluster where tenant = :tenant").param("tenant", here.tenant).query(Integer.class).list())
                .as("both are due for a rule").containsOnly(0);
    }
}
