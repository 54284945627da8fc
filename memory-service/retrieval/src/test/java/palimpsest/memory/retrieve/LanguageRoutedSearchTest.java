package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.answer.text.Languages;

class LanguageRoutedSearchTest {

    private static final UUID DOCUMENT = UUID.randomUUID();
    private static final PassageHit BY_MEANING = hit(1);
    private static final PassageHit BY_WORDS = hit(2);

    private final Languages languages = new Languages();

    private static PassageHit hit(int passage) {
        return new PassageHit(DOCUMENT, passage, 0, 5, 1, 0, 1, List.of(), "a text", "a.txt", null, null);
    }

    private List<PassageHit> search(String question, boolean wordsFind) {
        PassageSearch byWords = query -> wordsFind && query.offset() == 0 ? List.of(BY_WORDS) : List.of();
        return new LanguageRoutedSearch(query -> List.of(BY_MEANING), byWords, () -> languages).search(SearchQuery.of("t", List.of(DOCUMENT), question, 10));
    }

    @Test
    void a_question_in_a_language_that_the_models_do_not_know_is_searched_by_words() {
        assertThat(List.of("Wann wurde die Mühle am Bach gebaut?", "Когда построили мельницу?", "¿Quién construyó el molino?", "متى بنيت الطاحونة؟", "चक्की कब बनी थी?", "磨坊是什么时候建的？",
                "โรงสีสร้างเมื่อไร", "Cối xay được xây khi nào?", "Değirmen ne zaman yapıldı ve kim yaptı?")).allSatisfy(question -> assertThat(search(question, true)).as(question).containsExactly(BY_WORDS));
    }

    @Test
    void one_that_may_be_english_or_finds_no_word_is_searched_by_meaning_too() {
        assertThat(List.of("When was the mill at the brook built?", "Corvane mill", "Café Zürich")).allSatisfy(question -> assertThat(search(question, true)).as(question).containsExactly(BY_MEANING));
        assertThat(search("Wann wurde die Mühle am Bach gebaut?", false)).containsExactly(BY_MEANING);
    }

    @Test
    void words_that_only_ask_are_not_searched() {
        List<SearchQuery> asked = new ArrayList<>();
        var search = new LanguageRoutedSearch(query -> List.of(BY_MEANING), query -> {
            asked.add(query);
            return List.of(BY_WORDS);
        }, () -> languages);
        search.search(SearchQuery.of("t", List.of(DOCUMENT), "Wann wurde die Mühle am Bach gebaut?", 10));
        search.search(SearchQuery.of("t", List.of(DOCUMENT), "Wie heißt das?", 10));
        assertThat(asked.get(0).keywords()).contains("Mühle", "Bach", "gebaut").doesNotContain("Wann", "wurde", "die");
        assertThat(asked.get(1).keywords()).as("nothing would be left").contains("heißt");
    }

    @Test
    void pages_beyond_the_last_hit_by_words_are_empty() {
        PassageSearch byWords = query -> query.offset() == 0 ? List.of(BY_WORDS) : List.of();
        var search = new LanguageRoutedSearch(query -> List.of(BY_MEANING), byWords, () -> languages);
        assertThat(search.search(SearchQuery.of("t", List.of(DOCUMENT), "Wann wurde die Mühle gebaut?", 10).page(10, 10))).isEmpty();
    }
}
