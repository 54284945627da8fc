package palimpsest.evaluation.gate;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.evaluation.locomo.LocomoConversation.Turn;

/**
 * Made-up conversations of friends about their lives, in which it is known what tells something: to fit a gate without anybody's data. What
 * tells something is evidence of a question by chance, as in real conversations, in which nobody asks for most of it. What a fact tells is asked for in words, of who
 * told it, and now and then of the other one, who did not; questions without words stand for all else that somebody might ask. The same each time.
 */
public final class GeneratedChats {

    private static final long SEED = 20_261_129;
    private static final int SESSIONS = 18;
    /** The category of questions that have no answer. */
    private static final int UNANSWERED = 5;

    private static final List<Integer> NUMBERS = List.of(2, 3, 4, 5, 6, 7, 10, 12, 20, 40);
    private static final List<String> NAMES = List.of(
            "Nora", "Ilias", "Greta", "Tomasz", "Amira", "Felix", "Leonie", "Matteo", "Ingrid", "Pablo", "Yara", "Hugo", "Salma", "Viktor", "Edith", "Bruno");
    private static final List<String> CITIES = List.of(
            "Lisbon", "Hamburg", "Kyoto", "Oslo", "Seville", "Tallinn", "Porto", "Ghent", "Cusco", "Galway", "Trieste", "Bergen");
    private static final List<String> RELATIVES = List.of(
            "my sister", "my brother", "my mum", "my neighbour", "my cousin", "my old boss", "my best friend", "my grandfather", "my daughter", "my son");
    private static final List<String> HOBBIES = List.of(
            "pottery", "rock climbing", "beekeeping", "salsa", "chess", "sailing", "baking sourdough", "watercolours", "running", "birdwatching", "choir",
            "photography", "fencing", "knitting", "carpentry");
    private static final List<String> PETS = List.of(
            "a puppy", "an old cat", "two hens", "a rabbit", "a parrot", "a rescue dog");
    private static final List<String> JOBS = List.of(
            "nurse", "bus driver", "teacher", "architect", "baker", "translator", "carpenter", "software tester", "librarian", "vet");
    private static final List<String> PAST = List.of(
            "yesterday", "last Friday", "last week", "two weeks ago", "on Sunday", "last month", "three days ago", "this morning", "in March", "last summer",
            "a year ago", "back in 2019");
    private static final List<String> FUTURE = List.of(
            "next month", "next Saturday", "in June", "tomorrow", "this weekend", "after the holidays", "next year");
    private static final List<String> THINGS = List.of(
            "a cello", "a kayak", "a red bicycle", "a sewing machine", "an electric piano", "a tent", "a telescope", "a camper van");
    private static final List<String> FOODS = List.of(
            "walnuts", "shellfish", "gluten", "milk", "strawberries");
    private static final List<String> BOOKS = List.of(
            "The Winter Lighthouse", "A Map of Rivers", "Nine Quiet Hours", "The Salt Path Home", "Letters to Ida");
    private static final List<String> REASONS = List.of(
            "it helps me to calm down after work", "I wanted to do something with my hands", "the doctor told me to move more", "I missed being outside",
            "it reminds me of my childhood", "I needed a change", "it brings people together");
    private static final List<String> EVENTS = List.of(
            "a charity run", "a street market", "a concert by the river", "a poetry reading", "a workshop on clay", "a protest for the old trees",
            "a parents' evening", "a job interview", "a cooking class", "a half marathon");
    private static final List<String> FEELINGS = List.of(
            "nervous", "really proud", "relieved", "exhausted but happy", "a bit lost", "grateful");
    private static final List<String> OTHERS = List.of(
            "Otto", "Mia", "Jonas", "Priya", "Lena", "Karim", "Ruth", "Ben", "Olga", "Theo", "Aisha", "Sven");
    /** @param questions that it answers, with {@code {X}} for who tells it */
    private record Fact(String told, String... questions) {}

    private static final List<Fact> FACTS = List.of(
            new Fact("I went to {EV} {WHEN} and it was so good to be among people again.",
                    "When did {X} go to {EV}?", "Which event did {X} enjoy for being among people?"),
            new Fact("{WHEN} {REL} and I drove to {CITY} and camped there for {N} days.",
                    "How long did {X} camp in {CITY}?", "Where did {X} camp for {N} days?"),
            new Fact("I started {HOB} {WHEN}, because {WHY}.",
                    "Why did {X} take up {HOB}?", "When did {X} start {HOB}?"),
            new Fact("We adopted {PET} {WHEN}, the kids called it {THIRD}.",
                    "What is the name of {PET} that {X} adopted?", "Which animal did {X}'s family adopt?"),
            new Fact("I'm allergic to {FOOD}, so I always bring my own cake.",
                    "What is {X} allergic to?", "What does {X} bring because of an allergy?"),
            new Fact("I got the job as a {JOB}! I begin {NEXT} in {CITY}.",
                    "What is {X}'s new job?", "In which city does {X} begin to work as a {JOB}?"),
            new Fact("{REL} gave me {THING} for my birthday, I play with it every day.",
                    "Who gave {X} {THING}?", "What did {X} get for the birthday?"),
            new Fact("I'm planning a trip to {CITY} {NEXT} with {REL}.",
                    "When is {X} going to travel to {CITY}?", "Which place does {X} plan a trip to?"),
            new Fact("I signed up for {EV} {NEXT}, and I'm {FEEL}.",
                    "How does {X} feel about {EV}?", "What did {X} sign up for?"),
            new Fact("I have been doing {HOB} for {N} years now, it started when I lived in {CITY}.",
                    "How many years has {X} been doing {HOB}?", "Where did {X} live when {HOB} became a hobby?"),
            new Fact("My favourite book is \"{BOOK}\", I read it {N} times.",
                    "What is {X}'s favourite book?", "How often did {X} read the favourite book?"),
            new Fact("{WHEN} I finished \"{BOOK}\", {REL} recommended it.",
                    "Who recommended \"{BOOK}\" to {X}?", "Which book did {X} finish?"),
            new Fact("I moved here from {CITY} {N} years ago with {REL}.",
                    "Where did {X} move from?", "How long ago did {X} move away from {CITY}?"),
            new Fact("I hurt my knee at {EV} {WHEN} and can't do {HOB} for {N} weeks.",
                    "Where did {X} get hurt?", "For how many weeks is {X} unable to do {HOB}?"),
            new Fact("We have {N} kids, the oldest, {THIRD}, wants to be a {JOB}.",
                    "How many children does {X} have?", "What does the oldest child of {X} want to become?"),
            new Fact("I volunteer at the shelter every week, {WHY}.",
                    "Why does {X} volunteer at the shelter?", "Where does {X} volunteer?"),
            new Fact("My dream is to open a small shop for {HOB} in {CITY}.",
                    "What is {X}'s dream?", "In which city would {X} like to open a shop?"),
            new Fact("I lost my job as a {JOB} {WHEN}, so I am thinking of starting my own business.",
                    "Which job did {X} lose?", "Why is {X} thinking of an own business?"),
            new Fact("{REL} passed away {WHEN}, we used to go to {CITY} together.",
                    "Who of {X}'s life passed away?", "Where did {X} use to go with somebody who passed away?"),
            new Fact("I won the first prize at {EV} {WHEN}!",
                    "What did {X} win at {EV}?", "Where did {X} win the first prize?"),
            new Fact("I bought {THING} {WHEN} from {THIRD} for a good price.",
                    "Who sold {X} {THING}?", "What did {X} buy from {THIRD}?"),
            new Fact("I'm meeting {THIRD} {NEXT} to talk about {HOB}.",
                    "Whom is {X} meeting about {HOB}?", "What does {X} want to talk about with {THIRD}?"),
            new Fact("I learned {HOB} from {REL} when I was {N}.",
                    "Who taught {X} {HOB}?", "How old was {X} when learning {HOB}?"),
            new Fact("My class has {N} people now and we meet in the old library.",
                    "Where does {X}'s class meet?", "How large is {X}'s class?"),
            new Fact("I painted the sunset in {CITY} {WHEN}, it hangs in our kitchen.",
                    "What did {X} paint in {CITY}?", "Where does {X}'s painting hang?"),
            new Fact("The doctor said {WHEN} that I should sleep more, so I stopped drinking coffee.",
                    "What did the doctor tell {X}?", "Why did {X} give up coffee?"),
            new Fact("{REL} got married {WHEN}, the party was in {CITY}.",
                    "Where was the wedding party that {X} told about?", "Who of {X}'s people got married?"),
            new Fact("I prefer {HOB} to {HOB}, because {WHY}.",
                    "Why does {X} prefer {HOB}?", "Which hobby does {X} like more?"),
            new Fact("I keep {THING} in the garage, it was my grandfather's.",
                    "Where does {X} keep {THING}?", "What did {X} have from the grandfather?"),
            new Fact("Our team raised {N} thousand for the school at {EV} {WHEN}.",
                    "How much did {X}'s team raise for the school?", "At which event did {X}'s team raise money?"));
    private static final List<String> DETAILS = List.of(
            "Mostly because {WHY}.", "It makes me feel {FEEL}, and {WHY}.", "It took me {N} months, but now I can do it without help.",
            "We went with {THIRD} and {REL}, all of us were {FEEL}.", "I do it {N} times a week, usually in the evening.", "It was {REL} who got me into it.",
            "Yes, {N} of them! The smallest is called {THIRD}.", "In {CITY}, near the old harbour.", "About {N} years now.", "I use the green one that {REL} made.");
    private static final List<String> OPENINGS = List.of(
            "Hey {X}! Good to see you! How have you been?", "Hi {X}, long time no see! What's new?", "Hey {X}! How are you doing?", "{X}, hello! How was your week?",
            "Hi {X}! Anything exciting going on?");
    private static final List<String> REACTIONS = List.of(
            "Wow, that's great, {X}! So happy for you!", "That sounds amazing!", "Congrats, {X}! You really earned it.",
            "Oh no, I'm sorry to hear that, {X}. Take care of yourself.", "That's so cool! You must be proud.", "I love that! It sounds like a lot of fun.",
            "Aww, how sweet!", "Good for you! Keep it up!", "Wow, you're so brave, {X}. I really admire that.", "That must have been tough. Hang in there!",
            "Nice! It's great that you found something you love.", "Totally agree, it's so important to take time for yourself.",
            "You're doing amazing, {X}. I'm here for you.");
    private static final List<String> ASKING = List.of(
            " How did it go?", " What made you start?", " How long have you been doing it?", " What is next for you?", " Who did you go with?", " Where was that?",
            " What do you like most about it?", "");
    private static final List<String> THANKS = List.of(
            "Thanks, {X}! That means a lot to me.", "Thank you so much, {X}! I really appreciate it.", "Thanks! Your support means the world to me.",
            "Yeah, it really was.", "Thanks, {X}. I'll keep going!", "Yes, exactly! You get it.", "I appreciate that, {X}. You're a true friend.",
            "Definitely! It's all about having fun.", "You're right, {X}. Thanks for listening.");
    private static final List<String> FAREWELLS = List.of(
            "Great to catch up, {X}! Talk soon!", "Bye, {X}! Take care!", "See you soon, {X}! Good luck!", "Thanks for the chat, {X}. Bye!",
            "Sure thing! Let's talk again soon. Take care!");
    private static final List<String> COMMONPLACES = List.of(
            "Life is all about the small moments, isn't it?", "Sometimes you just need a break from everything.", "Nature is so peaceful, it helps you to think.",
            "It's good to have people who understand you.", "Small steps count, too.", "Everybody needs a hobby, I guess.", "We should do that together some time!",
            "Let me know if you need any help.");
    private static final List<String> SHOWING = List.of(
            "Look at this!", "Here's a picture.", "Check this out!", "This is how it looks.");
    private static final List<String> CAPTIONS = List.of(
            "a photo of {PET} on a sofa", "a photo of a painting of a sunset", "a photo of a group of people at a table", "a photo of {THING} in a room",
            "a photo of a beach at dusk", "a photo of a cake with candles");
    private static final Map<String, List<String>> FILLED = Map.ofEntries(Map.entry("CITY", CITIES), Map.entry("REL", RELATIVES), Map.entry("HOB", HOBBIES), Map.entry("PET", PETS), Map.entry("JOB", JOBS), Map.entry("WHEN", PAST), Map.entry("NEXT", FUTURE), Map.entry("THING", THINGS), Map.entry("FOOD", FOODS), Map.entry("BOOK", BOOKS), Map.entry("WHY", REASONS), Map.entry("EV", EVENTS), Map.entry("FEEL", FEELINGS), Map.entry("THIRD", OTHERS));

    private final Random random = new Random(SEED);

    private GeneratedChats() {}

    /** So many conversations, each of about 300 turns. */
    public static List<LocomoConversation> of(int conversations) {
        var chats = new GeneratedChats();
        return Stream.iterate(1, i -> i + 1).limit(conversations).map(i -> chats.new Chat("generated " + i).written()).toList();
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String filled(String template) {
        return filled(template, new HashMap<>());
    }

    /** @param values of the slots, as filled first; they are added */
    private String filled(String template, Map<String, String> values) {
        String text = template;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{')) {
            int close = text.indexOf('}', open);
            String slot = text.substring(open + 1, close);
            String value = slot.equals("N") ? String.valueOf(one(NUMBERS)) : one(FILLED.get(slot));
            values.putIfAbsent(slot, value);
            text = text.substring(0, open) + value + text.substring(close + 1);
        }
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** A fact that somebody told. @param values of its slots, @param turn the turn's id */
    private record Told(String teller, Fact fact, Map<String, String> values, String turn) {

        /** A question about it, as if {@code person} had told it. */
        String question(int which, String person) {
            String text = fact.questions()[which % fact.questions().length].replace("{X}", person);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("{" + value.getKey() + "}", value.getValue());
            }
            return text;
        }
    }

    private final class Chat {
        private final String name;
        private final String one;
        private final String other;
        private final List<Turn> turns = new ArrayList<>();
        private final List<Question> questions = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();
        private final List<Told> asked = new ArrayList<>();
        private LocalDateTime at;
        private int session;
        private int number;

        Chat(String name) {
            this.name = name;
            int first = random.nextInt(NAMES.size());
            this.one = NAMES.get(first);
            this.other = NAMES.get((first + 1 + random.nextInt(NAMES.size() - 1)) % NAMES.size());
        }

        LocomoConversation written() {
            for (session = 1; session <= SESSIONS; session++) {
                number = 0;
                at = LocalDateTime.of(2025, 5, 3, 8 + random.nextInt(12), 0).plusDays(6L * session);
                say(one, one(OPENINGS), 0.02, null);
                int topics = 3 + random.nextInt(3);
                for (int topic = 0; topic < topics; topic++) {
                    boolean first = random.nextBoolean();
                    tell(first ? one : other, first ? other : one);
                }
                say(one, one(FAREWELLS), 0.01, null);
                say(other, one(FAREWELLS), 0.01, null);
            }
            unanswered();
            return new LocomoConversation(name, one, other, turns, questions);
        }

        /** Asks one of them about what only the other told. */
        private void unanswered() {
            for (int i = 0; i < asked.size(); i += 3) {
                Told about = asked.get(i);
                String person = about.teller().equals(one) ? other : one;
                String text = about.question(i, person);
                int which = i;
                if (told.stream().noneMatch(each -> each.teller().equals(person) && each.fact() == about.fact() && each.question(which, person).equals(text))) {
                    questions.add(new Question(text, null, List.of(about.turn()), UNANSWERED));
                }
            }
        }

        private String told(Fact fact, String teller) {
            var values = new HashMap<String, String>();
            String text = filled(fact.told(), values);
            told.add(new Told(teller, fact, values, turnId(number + 1)));
            return text;
        }

        private String turnId(int turn) {
            return "D" + session + ":" + turn;
        }

        private void tell(String teller, String listener) {
            say(teller, one(List.of("", "", "Thanks, {X}! ", "Hey {X}! ", "Yeah, ", "Good, thanks! ")) + told(one(FACTS), teller) + (chance(0.35) ? " " + told(one(FACTS), teller) : "")
                    + (chance(0.3) ? " " + one(COMMONPLACES) : "") + (chance(0.3) ? " How about you?" : ""), 0.62, chance(0.2) ? filled(one(CAPTIONS)) : null);
            say(listener, one(REACTIONS) + one(ASKING), 0.04, null);
            if (chance(0.7)) {
                say(teller, one(List.of("", "Thanks! ", "Thanks, {X}! ")) + filled(one(DETAILS)) + (chance(0.3) ? " " + one(COMMONPLACES) : ""), 0.38, null);
                if (chance(0.6)) {
                    say(listener, one(chance(0.6) ? REACTIONS : COMMONPLACES), 0.03, null);
                }
            }
            if (chance(0.5)) {
                say(teller, one(THANKS) + (chance(0.4) ? " " + one(COMMONPLACES) : ""), 0.03, null);
            }
            if (chance(0.15)) {
                say(teller, one(SHOWING), 0.25, filled(one(CAPTIONS)));
            }
        }

        /** @param evidence how probable it is that a question asks for it */
        private void say(String speaker, String template, double evidence, String caption) {
            String id = turnId(++number);
            turns.add(new Turn(id, session, at, speaker, template.replace("{X}", speaker.equals(one) ? other : one), caption));
            if (chance(evidence)) {
                Told fact = told.isEmpty() || !told.getLast().turn().equals(id) ? null : told.getLast();
                questions.add(new Question(fact == null ? "" : fact.question(questions.size(), speaker), "", List.of(id), 4));
                if (fact != null) {
                    asked.add(fact);
                }
            }
        }
    }
}
