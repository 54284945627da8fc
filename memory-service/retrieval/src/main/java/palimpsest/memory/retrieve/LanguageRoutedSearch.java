package palimpsest.memory.retrieve;

import java.util.List;
import java.util.function.Supplier;
import palimpsest.runtime.answer.text.Languages;
import palimpsest.runtime.answer.text.Word;
import palimpsest.runtime.answer.text.Words;

/**
 * Searches by words alone where the models, which know English, do not know the question's language: to them other languages are near or far by chance, and in
 * the sum with the words this chance decides (docs/documents.md has figures). What no word finds is searched by meaning all the same.
 *
 * @param search    by words and meaning
 * @param byWords   of the same passages
 * @param languages asked when the first question comes: they are expensive to make
 */
public record LanguageRoutedSearch(PassageSearch search, PassageSearch byWords, Supplier<Languages> languages) implements PassageSearch {

    @Override
    public List<PassageHit> search(SearchQuery query) {
        if (query.text() == null || query.text().isBlank() || languages.get().mayBeEnglish(query.text())) {
            return search.search(query);
        }
        SearchQuery told = withoutQuestionWords(query);
        List<PassageHit> found = byWords.search(told);
        boolean nothing = found.isEmpty() && (query.offset() == 0 || byWords.search(told.page(0, 1)).isEmpty());
        return nothing ? search.search(query) : found;
    }

    /** Words that ask, or only build a question, stand in few passages and would weigh as rare ones. */
    private SearchQuery withoutQuestionWords(SearchQuery query) {
        Words words = languages.get().ofQuestion(query.text());
        List<String> telling = query.keywords().stream().filter(keyword -> {
            List<Word> content = words.of(keyword);
            return content.stream().anyMatch(word -> !words.namesKind(word.surface()));
        }).toList();
        return telling.isEmpty() ? query : new SearchQuery(query.tenant(), query.documentIds(), telling, query.text(), query.filter(), query.offset(), query.limit());
    }
}
