// Headers that most files include are precompiled with this file: see the root CMakeLists.txt.
