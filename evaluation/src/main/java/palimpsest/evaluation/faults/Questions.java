package palimpsest.evaluation.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made-up texts with facts planted in them, and questions about these. */
record Questions(String text, List<String> all) {

    private static final String[] WORDS = ("river mountain archive letter captain harvest bridge winter library signal garden copper engine market forest "
            + "treaty lantern village council storm harbor railway museum orchard compass ledger weaver quarry meadow tavern").split(" ");
    private static final String[] POSTS = {"keeper of the northern lighthouse", "treasurer of the glass guild", "cook aboard the Albatross",
        "surveyor of the salt canal", "owner of the blue windmill"};
    private static final String[] NAMES = {"Wilma Krull", "Otto Brandt", "Ines Halvorsen", "Pavel Novak", "Greta Lindqvist"};
    private static final int SENTENCES = 300;

    static Questions made(long seed) {
        var random = new Random(seed);
        var text = new StringBuilder();
        List<String> questions = new ArrayList<>();
        int every = SENTENCES / POSTS.length;
        for (int i = 0; i < SENTENCES; i++) {
            if (i % every == every / 2) {
                String post = POSTS[i / every];
                text.append("The ").append(post).append(" is called ").append(NAMES[i / every]).append(".\n");
                questions.add("Who is the " + post + "?");
                questions.add("What is the " + post + " called?");
            }
            text.append("The");
            for (int word = 0; word < 11; word++) {
                text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            text.append(i % 8 == 7 ? ".\n\n" : ". ");
        }
        return new Questions(text.toString(), List.copyOf(questions));
    }

    String of(int run) {
        return all.get(run % all.size());
    }
}
