package dev.cadre.local;

import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.Ports;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part that is run by someone else; it is only looked at. */
record OutsidePart(String name, String address) implements Part {

  private static final Pattern PLACE = Pattern.compile("(?:.*?//)?(?:[^@/]*@)?([^:/@]+):(\\d+).*");

  @Override
  public Process start(Path log) {
    throw new UnsupportedOperationException(name + " is not ours to start");
  }

  @Override
  public boolean ready() {
    Matcher place = PLACE.matcher(address);
    return place.matches() && Ports.answers(place.group(1), Integer.parseInt(place.group(2)));
  }
}
