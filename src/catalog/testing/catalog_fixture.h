// Test support: a catalog over one engine of some kind, with what it stands on, that can be stopped
// in every way.
#pragma once

#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "catalog/recovery_settings.h"
#include "catalog/uuid.h"
#include "engine/testing/engine_harness.h"
#include "item/stored.h"
#include "timeline/trusted_time.h"
#include "timeline/view.h"

namespace quondam::catalog::testing {

class CatalogFixture : public ::testing::TestWithParam<engine::testing::EngineKind> {
 protected:
  CatalogFixture() : harness_(GetParam().make(timeline::Floors::rules(floors_))) { open(); }

  void open() {
    auto time = timeline::TrustedTime::open(engine(), clock(), false);
    ASSERT_TRUE(time);
    time_ = *std::move(time);
    auto windows = timeline::WindowKeeper::open(engine(), floors_);
    ASSERT_TRUE(windows);
    windows_ = *std::move(windows);
    auto catalog = Catalog::open(engine(), *windows_);
    ASSERT_TRUE(catalog) << catalog.error().message;
    catalog_ = *std::move(catalog);
  }
  void close() {
    catalog_.reset();
    windows_.reset();
    time_.reset();
  }
  void power_cut() {
    close();
    harness_->power_cut();
    open();
  }

  engine::Engine& engine() { return harness_->engine(); }
  ManualClock& clock() { return harness_->clock(); }
  Catalog& catalog() { return *catalog_; }

  // A table with partition key `PK` (S), its space and its entry.
  TablePtr make_table(const std::string& name) {
    Table table;
    table.name = name;
    table.id = catalog().new_table_id();
    table.uuid = new_uuid();
    table.created_us = clock().wall_us();
    table.keys.partition = {{"PK", item::Type::S}};
    EXPECT_TRUE(engine().create_space(table.id));
    auto added = catalog().add(std::move(table), who_);
    EXPECT_TRUE(added);
    return *added;
  }
  TablePtr enable_recovery(const TablePtr& table, bool enabled = true) {
    auto updated = catalog().update(table->name, table->id, who_,
                                    [&](Table& record, CommitTime now) -> Result<void> {
                                      set_recovery(record, enabled, std::nullopt, now);
                                      return {};
                                    });
    EXPECT_TRUE(updated);
    return *updated;
  }

  // Writes an item with the key and one more attribute; or removes it.
  Result<CommitTime> put(const TablePtr& table, const std::string& pk,
                         const item::AttributeValue& value,
                         const std::string& attribute = "value") {
    const item::Item item{{"PK", pk}, {attribute, value}};
    return write(table, pk, item::encode_item(item));
  }
  Result<CommitTime> remove(const TablePtr& table, const std::string& pk) {
    return write(table, pk, std::nullopt);
  }

  timeline::RowKey row(const TablePtr& table, const std::string& pk) {
    const auto key = item::encode_key(table->keys, {{"PK", pk}});
    return {key->partition, key->bytes};
  }
  // Every row of a table's view: key bytes and payload.
  std::map<std::string, std::string> view(const TablePtr& table, timeline::Moment moment) {
    const auto rows = timeline::open_rows(engine().snapshot(), table->id, {}, moment);
    std::map<std::string, std::string> all;
    for ((*rows)->seek_to_first(); (*rows)->valid(); (*rows)->next())
      all.emplace((*rows)->row_bytes(), (*rows)->payload());
    EXPECT_TRUE((*rows)->status());
    return all;
  }

  timeline::Who who_{"AKIATEST", "Test"};
  std::shared_ptr<timeline::Floors> floors_ = std::make_shared<timeline::Floors>();
  std::unique_ptr<engine::testing::EngineHarness> harness_;
  std::unique_ptr<timeline::TrustedTime> time_;
  std::unique_ptr<timeline::WindowKeeper> windows_;
  std::unique_ptr<Catalog> catalog_;

 private:
  Result<CommitTime> write(const TablePtr& table, const std::string& pk,
                           const std::optional<std::string>& payload) {
    const RowOf target{table, row(table, pk)};
    return catalog().write(
        {&target, 1}, who_,
        [&](timeline::Writer& writer, std::span<const TablePtr> tables) -> Result<void> {
          const bool recording = tables.front()->pitr.recording;
          QUONDAM_ASSIGN(const auto previous, writer.read(table->id, target.row));
          if (payload) {
            writer.put(table->id, recording, target.row, previous, *payload);
          } else if (previous) {
            writer.erase(table->id, recording, target.row, *previous);
          }
          return {};
        });
  }
};

}  // namespace quondam::catalog::testing
