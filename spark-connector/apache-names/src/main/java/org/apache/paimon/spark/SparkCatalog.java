package org.apache.paimon.spark;

import dev.moraine.spark.PaimonCatalog;

/** {@link PaimonCatalog} under Apache's name. */
public final class SparkCatalog extends PaimonCatalog {}
