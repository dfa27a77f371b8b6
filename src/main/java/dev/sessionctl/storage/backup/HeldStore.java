package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import java.util.ArrayList;
import java.util.List;

/**
 * A store in a backup that is to come back in the place of one that is there.
 *
 * @param store the store
 * @param part what of its tree lies in its places, with the other stores that lie there too
 */
record HeldStore(BackupStore store, BackupTree part) {

  /**
   * Finds what a store is in a backup: the one at its path, or the only one of its format and agent.
   *
   * @throws StoreException when there is none, or it cannot be told
   */
  static HeldStore find(Manifest manifest, StoreRef ref) throws StoreException {
    List<HeldStore> alike = new ArrayList<>();
    for (BackupTree tree : manifest.trees()) {
      for (BackupStore store : tree.stores()) {
        if (store.format().equals(ref.format())) {
          if (store.path().equals(ref.path().toString())) {
            return new HeldStore(store, part(tree, store));
          }
          if (ref.agent() == null || ref.agent().equals(store.agent())) {
            alike.add(new HeldStore(store, part(tree, store)));
          }
        }
      }
    }
    if (alike.size() != 1) {
      throw new StoreException("the backup holds " + (alike.isEmpty() ? "no store" : alike.size() + " stores")
          + " that may be " + ref.path() + " (" + ref.format() + ")" + (alike.isEmpty() ? "" : ", none of them at that"
          + " path"));
    }
    return alike.get(0);
  }

  private static BackupTree part(BackupTree tree, BackupStore store) {
    BackupTree part = new BackupTree(tree.name(), tree.root());
    for (BackupStore other : tree.stores()) {
      if (other.places().stream().allMatch(place -> isIn(place, store))) {
        part.stores().add(other);
      }
    }
    tree.folders().stream().filter(folder -> isIn(folder.path(), store)).forEach(part.folders()::add);
    tree.files().stream().filter(file -> isIn(file.path(), store)).forEach(part.files()::add);
    return part;
  }

  private static boolean isIn(String path, BackupStore store) {
    return store.places().stream()
        .anyMatch(place -> place.isEmpty() || path.equals(place) || path.startsWith(place + "/"));
  }
}
