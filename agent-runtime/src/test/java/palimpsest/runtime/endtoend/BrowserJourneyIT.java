package palimpsest.runtime.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person in a browser: upload, ask, click the citation, see the quote. Skips where there is no Chromium. */
class BrowserJourneyIT {

    private static final String FACT = "The lighthouse keeper Ferdinand Oakley hid the brass key under the seventh stair \uD83D\uDDDD of the tower.";
    private static final double PATIENCE_MS = 60_000;

    @TempDir
    static Path data;

    private static Playwright playwright;
    private static Browser browser;
    private static Served served;

    @BeforeAll
    static void start() {
        Optional<Path> chromium = chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "No Chromium: install one or name it in CHROMIUM");
        served = Served.start(data, Map.of("palimpsest.embedding.enabled", false));
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium.get()).setHeadless(true)
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")));
    }

    @AfterAll
    static void stop() {
        Stream.of(browser, playwright, served).filter(Objects::nonNull).forEach(resource -> {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void an_uploaded_document_answers_and_the_citation_opens_its_quote() throws Exception {
        String text = "\uD83D\uDCD6 A start beyond the basic plane.\n" + Corpus.of(4000, 2, FACT, 2345);
        Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 900));
        page.setDefaultTimeout(PATIENCE_MS);
        var patience = new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
        try {
            page.navigate(served.url());
            page.getByTestId("file-input").first().setInputFiles(new FilePayload("tower.txt", "text/plain", text.getBytes(StandardCharsets.UTF_8)));
            assertThat(page.getByTestId("document").first()).containsText("tower.txt", patience);
            page.getByTestId("question").fill("Where did the lighthouse keeper Ferdinand Oakley hide the brass key?");
            page.getByTestId("ask").click();
            assertThat(page.getByTestId("answer").last()).containsText("seventh stair", patience);
            assertThat(page.getByTestId("step").first()).isVisible();
            page.getByTestId("citation").first().click();
            assertThat(page.getByTestId("quote").first()).containsText("under the seventh stair \uD83D\uDDDD of the tower", patience);
            page.keyboard().press("Escape");
            assertThat(page.getByTestId("quote")).hasCount(0);
            page.reload();
            assertThat(page.getByTestId("answer").last()).containsText("seventh stair", patience);
        } catch (Throwable failure) {
            Path shots = Files.createDirectories(Path.of("target", "screenshots"));
            page.screenshot(new Page.ScreenshotOptions().setPath(shots.resolve("browser-journey.png")).setFullPage(true));
            throw failure;
        }
    }

    private static Optional<Path> chromium() {
        Stream<String> named = Stream.ofNullable(System.getenv("CHROMIUM"));
        Stream<String> onPath = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome").map(name -> folder + "/" + name));
        return Stream.concat(named, onPath).map(Path::of).filter(Files::isExecutable).findFirst();
    }
}
