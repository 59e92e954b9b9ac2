package dev.moraine.server;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Main code of our modules, from jars too, but not the contracts that core brings for tests. */
final class OwnModules implements ImportOption {
  @Override
  public boolean includes(Location location) {
    return !location.contains("-tests.jar") && !location.contains("/test-classes/");
  }
}
