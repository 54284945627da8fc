package palimpsest.memory.pack.law;

/**
 * An article by the name of its law and its number in it.
 *
 * @param number as printed, such as {@code 12} or {@code 12a}; without spaces
 */
public record ArticleId(String law, String number) {

    @Override
    public String toString() {
        return law + " " + number;
    }
}
