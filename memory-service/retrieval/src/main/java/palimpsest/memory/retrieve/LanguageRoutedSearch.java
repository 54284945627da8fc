package palimpsest.memory.retrieve;

import java.util.List;
import java.util.function.Predicate;

/**
 * Searches by words alone where the models do not know the question's language: to a model of English, texts in other languages are near or far by chance, and in
 * the sum with the words this chance decides (docs/documents.md has figures). What no word finds is searched by meaning all the same.
 *
 * @param search  by words and meaning
 * @param byWords of the same passages
 * @param known   whether the models know the language of a question
 */
public record LanguageRoutedSearch(PassageSearch search, PassageSearch byWords, Predicate<String> known) implements PassageSearch {

    @Override
    public List<PassageHit> search(SearchQuery query) {
        if (query.text() == null || query.text().isBlank() || known.test(query.text())) {
            return search.search(query);
        }
        List<PassageHit> found = byWords.search(query);
        boolean nothing = found.isEmpty() && (query.offset() == 0 || byWords.search(query.page(0, 1)).isEmpty());
        return nothing ? search.search(query) : found;
    }
}
