package sample.web;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what time it is in the database. */
@SpringBootApplication
@RestController
public class WebApplication {

    private final JdbcClient jdbc;

    public WebApplication(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(WebApplication.class, arguments);
    }

    @GetMapping("/time")
    public String time() {
        return jdbc.sql("select now()").query(String.class).single();
    }
}
