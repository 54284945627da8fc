package sample;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Answers questions about a harbor from its documents and its tide table. */
@SpringBootApplication
public class HarborApplication {

    public static void main(String[] arguments) {
        var application = SpringApplication.run(HarborApplication.class, arguments);
        var answer = application.getBean(HarborMaster.class).answer("console", String.join(" ", application.getBean(ApplicationArguments.class).getNonOptionArgs()));
        System.out.println(answer.text());
        answer.citations().forEach(citation -> System.out.println("  " + citation.document() + ": \"" + citation.quote() + "\""));
        application.close();
    }
}
