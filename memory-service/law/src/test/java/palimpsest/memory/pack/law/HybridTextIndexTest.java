package palimpsest.memory.pack.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;

/** Articles are found by their words and, with the shipped embedder, by what they mean. */
class HybridTextIndexTest {

    private static final Pack PACK = PackReader.shipped("zumbrelia").orElseThrow();

    private static HybridTextIndex<Article> index(Meaning meaning) {
        return new HybridTextIndex<>(PACK.language(), PACK.articles(), Article::title, Article::text, meaning);
    }

    private static String first(HybridTextIndex<Article> index, String query) {
        return index.rank(query, 1).getFirst().item().title();
    }

    @Test
    void by_words_alone_the_article_with_the_words_is_first() {
        HybridTextIndex<Article> index = index(Meaning.NONE);
        assertThat(first(index, "stealing lanterns while the fog bell sounds")).isEqualTo("Lantern theft in fog");
        assertThat(index.rank("xylophone", 5)).isEmpty();
        assertThat(index.rank("", 5)).isEmpty();
        assertThat(index.rank("lantern ".repeat(5000), 3)).hasSize(3);
    }

    @Test
    void by_meaning_an_article_is_found_that_shares_no_word() {
        var embedder = EmbeddingModels.byId("bge-small-en-v1.5-q");
        HybridTextIndex<Article> index = index(new Meaning(embedder::passages, embedder::query, Runnable::run));
        assertThat(first(index, "forgotten luggage")).isEqualTo("Lost goods");
        assertThat(first(index, "merchandise ruined during transport by the sea")).isEqualTo("Damage to goods");
        assertThat(first(index, "stealing lanterns while the fog bell sounds")).isEqualTo("Lantern theft in fog");
    }

    @Test
    void one_known_word_among_unknown_ones_does_not_outweigh_the_meaning() {
        var meaning = new Meaning(texts -> List.of(new float[]{0, 1}, new float[]{0.4f, 0.9f}), query -> new float[]{1, 0}, Runnable::run);
        var index = new HybridTextIndex<>(Analysis.ENGLISH, List.of("a boat", "property that was lost"), text -> "", text -> text, meaning);
        assertThat(index.rank("forgotten suitcase boat", 1).getFirst().item()).isEqualTo("property that was lost");
        assertThat(index.rank("boat", 1).getFirst().item()).isEqualTo("a boat");
    }

    @Test
    void an_embedder_that_fails_leaves_the_words() {
        assertThat(first(index(new Meaning(texts -> {
            throw new IllegalStateException("no model");
        }, text -> new float[0], Runnable::run)), "mooring")).isEqualTo("Cutting a mooring");
    }

    @Test
    void no_texts_are_embedded_where_there_are_none_and_texts_in_work_are_not_ready() {
        var asked = new ArrayList<List<String>>();
        var counting = new Meaning(texts -> {
            asked.add(texts);
            return List.of();
        }, text -> new float[0], Runnable::run);
        assertThat(new HybridTextIndex<>(Analysis.ENGLISH, List.<String>of(), text -> "", text -> text, counting).ready()).isTrue();
        assertThat(asked).isEmpty();
        assertThat(index(new Meaning(texts -> List.of(), text -> new float[0], later -> { })).ready()).isFalse();
    }

    @Test
    void the_telling_words_of_a_text_are_the_rare_ones_that_occur() {
        List<String> telling = index(Meaning.NONE).telling("The lantern and the mooring of a xylophone", 2);
        assertThat(telling).containsExactly("mooring", "lantern");
    }
}
